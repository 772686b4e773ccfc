package lamp

import (
	"math"
	"sort"
)

// wheel is the way round all hues at full saturation and value: the share 0..1
// of the way, measured in Oklab, at which each hue i/spokes stands. Steps of
// equal way look equally large; the hue's own are short at green and long at
// blue.
var wheel = newWheel()

// spokes is how many hues the wheel holds; the way between is straight enough.
const spokes = 192

func newWheel() (way [spokes + 1]float64) {
	last := HS{0, 1}.Linear().oklab()
	for i := 1; i <= spokes; i++ {
		next := HS{float64(i) / spokes, 1}.Linear().oklab()
		d := math.Hypot(math.Hypot(next[0]-last[0], next[1]-last[1]), next[2]-last[2])
		way[i] = way[i-1] + d
		last = next
	}
	for i := range way {
		way[i] /= way[spokes]
	}
	return way
}

// wayTo returns how far from red a hue 0..1 is on the wheel, 0..1.
func wayTo(hue float64) float64 {
	spoke, part := math.Modf(hue * spokes)
	i := min(int(spoke), spokes-1)
	return mix(wheel[i], wheel[i+1], part+spoke-float64(i))
}

// hueAt is the inverse of wayTo, for any way >= 0: whole turns do not count.
func hueAt(way float64) float64 {
	_, way = math.Modf(way)
	i := sort.Search(spokes-1, func(i int) bool { return wheel[i+1] > way })
	return (float64(i) + (way-wheel[i])/(wheel[i+1]-wheel[i])) / spokes
}
