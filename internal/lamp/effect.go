package lamp

import (
	"math"
	"time"
)

// effect is a light that moves by itself, as a pure function of the time since
// it began and a seed. It gets the look that is asked for and returns the one
// to show.
type effect struct {
	name   string
	length time.Duration // at its own pace; 0: until it is ended
	color  bool          // needs a lamp with colour
	dims   bool          // needs a lamp that can be dimmed
	at     func(base Look, t float64, seed uint64) Look
}

// effects is the table of all effects; t is in seconds.
var effects = []effect{
	{name: "breathe", dims: true, at: breathe},
	{name: "blink", at: blink},
	{name: "candle", dims: true, at: candle},
	{name: "rainbow", color: true, dims: true, at: rainbow},
	{name: "colorloop", color: true, dims: true, at: rainbow}, // what zigbee2mqtt calls a rainbow
	{name: "sunrise", length: 30 * time.Minute, dims: true, at: sunrise},
	{name: "identify", length: 10 * time.Second, at: blink},
	{name: "okay", length: time.Second, at: blink},
}

// Effects returns the names of the effects that the fixture can show.
func (f Fixture) Effects() []string {
	var names []string
	for _, e := range effects {
		if (!e.color || f.Kind.HasColor()) && (!e.dims || f.Kind.Dimmable()) {
			names = append(names, e.name)
		}
	}
	return names
}

// effectNamed returns the effect with a name, or nil.
func effectNamed(name string) *effect {
	for i := range effects {
		if effects[i].name == name {
			return &effects[i]
		}
	}
	return nil
}

// breathe rises and sinks between a tenth and the whole of the lightness,
// every 4 s.
func breathe(base Look, t float64, _ uint64) Look {
	base.Lightness *= 0.55 + 0.45*math.Cos(2*math.Pi*t/4)
	return base
}

// blink is a second long: half of it dark, half of it light. One flash a
// second stays well below the three that WCAG 2.3.1 allows.
func blink(base Look, t float64, _ uint64) Look {
	if math.Mod(t, 1) < 0.5 {
		base.Lightness = 0
	}
	return base
}

// candle flickers in the asked-for colour: three octaves of smooth noise.
func candle(base Look, t float64, seed uint64) Look {
	flicker := 0.5*noise(t*2, seed) + 0.3*noise(t*5, seed+1) + 0.2*noise(t*11, seed+2)
	base.Lightness *= 0.5 + 0.5*flicker
	return base
}

// rainbow goes once round the hues in 20 s, from the asked-for one.
func rainbow(base Look, t float64, _ uint64) Look {
	_, hue := math.Modf(base.Color.HS().Hue + t/20)
	base.Color, base.White = HS{hue, 1}.Linear(), 0
	return base
}

// sunrise rises from nothing to the asked-for light in half an hour: lamps
// with colour come from red, tunable whites from their warm end.
func sunrise(base Look, t float64, _ uint64) Look {
	u := clamp(t/(30*60), 0, 1)
	red := Look{Lightness: lowest, Color: HS{0.02, 1}.Linear(), White: base.White, Mireds: 500}
	if base.White == 1 {
		red.Color = base.Color
	}
	start := time.Time{}
	return NewFade(red, base, start, time.Hour).At(start.Add(time.Duration(u * float64(time.Hour))))
}

// noise is smooth value noise 0..1: random at whole t, eased between.
func noise(t float64, seed uint64) float64 {
	whole, part := math.Modf(t)
	ease := part * part * (3 - 2*part)
	return mix(random(uint64(whole), seed), random(uint64(whole)+1, seed), ease)
}

// random returns a number 0..1 that is fixed by n and the seed (the finaliser
// of SplitMix64).
func random(n, seed uint64) float64 {
	z := n*0x9e3779b97f4a7c15 + seed*0xd1342543de82ef95
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	return float64(z>>11) / (1 << 53)
}
