package lamp

import (
	"math"
	"time"
)

// effect is a light that moves by itself, as a pure function of the time since
// it began, in seconds at its own pace, and a seed. It gets the look that is
// asked for, which is never dark, and returns the one to show.
type effect struct {
	name    string
	length  time.Duration // at its own pace; 0: until it is ended
	fastest float64       // greatest speed; 0: any
	color   bool          // needs a lamp with colour
	dims    bool          // needs a lamp that can be dimmed
	at      func(f Fixture, base Look, t float64, seed uint64) Look
}

// flashes is how often the light may flash in a second: WCAG 2.3.1 allows three.
const flashes = 3

// effects is the table of all effects.
var effects = []effect{
	{name: "breathe", dims: true, at: breathe},
	{name: "blink", fastest: flashes, at: blink},
	{name: "candle", fastest: 2, dims: true, at: candle},
	{name: "rainbow", color: true, dims: true, at: rainbow},
	{name: "colorloop", color: true, dims: true, at: rainbow}, // what zigbee2mqtt calls a rainbow
	{name: "sunrise", length: 30 * time.Minute, dims: true, at: sunrise},
	{name: "identify", length: 10 * time.Second, fastest: flashes, at: blink},
	{name: "okay", length: time.Second, fastest: flashes, at: blink},
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

// breathe sinks to a tenth of the lightness and rises again, every 4 s.
func breathe(_ Fixture, base Look, t float64, _ uint64) Look {
	base.Lightness *= 0.55 + 0.45*math.Cos(2*math.Pi*t/4)
	return base
}

// blink is a second long: half of it dark, half of it light.
func blink(_ Fixture, base Look, t float64, _ uint64) Look {
	if math.Mod(t, 1) < 0.5 {
		base.Lightness = 0
	}
	return base
}

// rainbow goes once round the hues in 20 s, from the asked-for one (red for
// white), at a pace that is even to the eye.
func rainbow(_ Fixture, base Look, t float64, _ uint64) Look {
	var hue float64
	if base.White < 1 {
		hue = base.Color.HS().Hue
	}
	base.Color, base.White = HS{hueAt(wayTo(hue) + t/20), 1}.Linear(), 0
	return base
}
