package gpio

import "periph.io/x/conn/v3/physic"

// Options says which pins the lamp is wired to and how they are driven: the
// [output] part of the configuration.
type Options struct {
	// Driver is what makes the light: "pwm" is the kernel's PWM; "gpio" is a
	// digital line, on or off, for the kind onoff alone; "sim" needs no
	// hardware; "auto", the default, is pwm, and for the kind onoff gpio where
	// the pin has no PWM. It is never sim.
	Driver string

	// Frequency of the PWM. 0, the default, is the best that the pin's
	// provider does well: 2 kHz, on a PCA9685 1526 Hz, on pwm-gpio 240 Hz. A
	// frequency that the pin cannot have is refused. Under 1250 Hz some people
	// see the light flicker.
	Frequency physic.Frequency

	// Invert is for lights that are on while the pin is low (common anode).
	// The default is false. With the wrong value "off" is full light.
	Invert bool

	// Trace is a file that gets one line of JSON for every change of the
	// duties, for the driver sim alone; "" is none.
	Trace string

	// Pins names the pin of every channel of the lamp: "GPIO19" by the BCM
	// number, "PCA9685:3" for an output of that board, or "fe20c000.pwm/0" for
	// a PWM device and channel outright. Two channels cannot share a pin. Only
	// the driver sim does without names.
	Pins map[string]string

	// Calibration evens out the channels. A channel that is absent has all of
	// its range: {Maximum: 1, Minimum: 0}.
	Calibration map[string]Calibration

	// Root is the directory that stands for "/" when the device tree, /sys and
	// /proc are read; "", the default, is the machine's own. It is for tests.
	Root string
}

// Calibration bounds the duty of one channel: level 0 is always duty 0, and
// any light is spread evenly from Minimum to Maximum.
type Calibration struct {
	Maximum float64 // duty of full light, (0,1]; less dims a colour that is too strong, or spares the LED
	Minimum float64 // least duty that lights, [0,Maximum); for drivers that stay dark below it
}

// full is the calibration of a channel that has none.
var full = Calibration{Maximum: 1}

// calibration returns what is configured for the channel, or full.
func (o Options) calibration(channel string) Calibration {
	if c, ok := o.Calibration[channel]; ok {
		return c
	}
	return full
}

// driver returns the driver's name, "auto" for none.
func (o Options) driver() string {
	if o.Driver == "" {
		return "auto"
	}
	return o.Driver
}
