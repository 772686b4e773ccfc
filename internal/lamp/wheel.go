package lamp

import "math"

// hueAngle returns the angle in Oklab, in turns 0..1, of a hue at full
// saturation and value. It rises with the hue.
func hueAngle(hue float64) float64 {
	lab := HS{hue, 1}.Linear().oklab()
	_, turn := math.Modf(1 + math.Atan2(lab[2], lab[1])/(2*math.Pi))
	return turn
}

// hueAt is the inverse of hueAngle, for an angle in turns >= 0.
func hueAt(angle float64) float64 {
	red := hueAngle(0)
	_, turn := math.Modf(1 + angle - red) // from red, where the hue is 0
	low, high := 0., 1.
	for range 20 {
		mid := (low + high) / 2
		if _, a := math.Modf(1 + hueAngle(mid) - red); a < turn {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}
