package gpio

import (
	"math"

	"periph.io/x/conn/v3/physic"
)

// Output tells what one channel of the lamp is driven by.
type Output struct {
	Channel   string
	Pin       string           // as configured
	Driver    string           // what makes its light, for people
	Frequency physic.Frequency // of the PWM; 0 for a line that only switches
	Steps     int              // duties above 0 that differ; 1 for a line that only switches
	Flicker   string           // class by the frequency, see flicker
	// FirstLevel is the first brightness of 1..255 whose own duty is a step or
	// more at the channel's full share; those below it show that one step.
	FirstLevel int
}

// Outputs tells about every channel, in the lamp's order.
func (l *Light) Outputs() []Output {
	outs := make([]Output, len(l.channels))
	for i, c := range l.channels {
		f, steps := c.out.frequency(), c.out.steps()
		outs[i] = Output{
			Channel: c.name, Pin: c.pin, Driver: c.note,
			Frequency: f, Steps: steps, Flicker: flicker(f),
			FirstLevel: firstLevel(steps, c.scale),
		}
	}
	return outs
}

// flickerFree is the lowest frequency that few people, if any, see.
const flickerFree = 1250 * physic.Hertz

// flicker returns the class of a full-depth PWM of this frequency by the
// recommended practice IEEE 1789-2015: "no observable effect", "low risk" or
// "may be seen"; "none" for a line that only switches, of frequency 0.
func flicker(f physic.Frequency) string {
	switch {
	case f == 0:
		return "none"
	case f >= 3000*physic.Hertz:
		return "no observable effect"
	case f >= flickerFree:
		return "low risk"
	}
	return "may be seen"
}

// firstLevel returns the first brightness of 1..255 that gets a step without
// being lifted to it.
func firstLevel(steps int, c Calibration) int {
	if steps == 1 {
		return 1
	}
	for level := 1; level < 255; level++ {
		duty := c.Minimum + luminance(float64(level)/255)*(c.Maximum-c.Minimum)
		if duty*float64(steps) >= 0.5 {
			return level
		}
	}
	return 255
}

// luminance is the relative luminance of a perceived lightness, 0..1 (CIE 1976).
func luminance(brightness float64) float64 {
	if lightness := 100 * brightness; lightness > 8 {
		return math.Pow((lightness+16)/116, 3)
	}
	return 100 * brightness / 903.3
}
