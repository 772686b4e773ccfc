package gpio

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"periph.io/x/conn/v3/physic"
)

// KeyError is a mistake in the configuration.
type KeyError struct {
	Key     string // dotted, as in the file: "output.pins.red"
	Problem string // what is wrong with its value
}

// Error returns the key and the problem.
func (e *KeyError) Error() string { return e.Key + ": " + e.Problem }

// The frequencies that any pin can have.
const (
	lowestFrequency  = 20 * physic.Hertz
	highestFrequency = 100 * physic.KiloHertz
)

// Check returns every mistake that can be seen without the hardware, as
// *KeyError, for a lamp with these channels.
func (o Options) Check(channels []string) []error {
	var errs []error
	wrong := func(key, format string, args ...any) {
		errs = append(errs, &KeyError{"output." + key, fmt.Sprintf(format, args...)})
	}
	if !slices.Contains([]string{"auto", "pwm", "gpio", "sim"}, o.driver()) {
		wrong("driver", "%q is none of auto, pwm, gpio, sim", o.Driver)
	}
	if f := o.Frequency; f != 0 && (f < lowestFrequency || f > highestFrequency) {
		wrong("frequency", "%s is outside %s..%s", f, lowestFrequency, highestFrequency)
	}
	if o.Trace != "" && o.driver() != "sim" {
		wrong("trace", "only the driver sim writes a trace")
	}
	o.checkPins(channels, wrong)
	for _, name := range slices.Sorted(maps.Keys(o.Calibration)) {
		key := "calibration." + name
		if !slices.Contains(channels, name) {
			wrong(key, "the lamp has no such channel, only %s", strings.Join(channels, ", "))
		}
		c := o.Calibration[name]
		if !(c.Maximum > 0 && c.Maximum <= 1) {
			wrong(key+".maximum", "%v is outside 0..1 or 0", c.Maximum)
		} else if !(c.Minimum >= 0 && c.Minimum < c.Maximum) {
			wrong(key+".minimum", "%v is outside 0..%v, the channel's maximum", c.Minimum, c.Maximum)
		}
	}
	return errs
}

// checkPins checks the names of the pins and that no two channels share one.
func (o Options) checkPins(channels []string, wrong func(key, format string, args ...any)) {
	for _, name := range slices.Sorted(maps.Keys(o.Pins)) {
		if !slices.Contains(channels, name) {
			wrong("pins."+name, "the lamp has no such channel, only %s", strings.Join(channels, ", "))
		}
	}
	taken := map[pinName]string{}
	for _, name := range channels {
		text, ok := o.Pins[name]
		if !ok || text == "" {
			if o.driver() != "sim" {
				wrong("pins."+name, "the channel has no pin")
			}
			continue
		}
		pin, err := parsePin(text)
		switch other, shared := taken[pin]; {
		case err != nil:
			wrong("pins."+name, "%v", err)
		case shared:
			wrong("pins."+name, "%s is the pin of %s already", text, other)
		case pin.kind == expanderPin && o.Frequency > expanderFastest:
			wrong("frequency", "%s is more than a PCA9685 can do (%s, for %s)", o.Frequency, expanderFastest, name)
		case pin.kind != headerPin && o.Driver == "gpio":
			wrong("pins."+name, "%s is no GPIO; the driver gpio needs one", text)
		}
		taken[pin] = name
	}
}
