package gpio

import (
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
)

// output is a pin that Light drives.
type output interface {
	gpio.PinOut

	// frequency of the PWM; 0 for a line that only switches.
	frequency() physic.Frequency

	// steps is the number of duties above 0 that differ; 1 for a line that
	// only switches.
	steps() int

	// show gives step of all steps of light, turned round where light is low,
	// with at most one write once the pin runs. It does not allocate.
	show(step int) error

	// Close releases the pin's files; PWM runs on.
	Close() error
}

// Light is a lamp's channels on their pins. It is for one goroutine.
type Light struct {
	channels []channel
	record   func(Frame) error // of a simulation, else nil
	duty     []float64         // for record, reused
	close    func() error      // of what the pins share, or nil
}

// channel is one colour of the lamp.
type channel struct {
	name  string
	pin   string // as configured
	scale Calibration
	out   output
	note  string // how it is driven, for people
	shown int    // step that the pin has; -1 before the first Show
}

// newChannel returns the channel on its pin, not shown yet.
func (o Options) newChannel(name string, out output) channel {
	return channel{name: name, pin: o.Pins[name], scale: o.calibration(name), out: out, shown: -1}
}

// Show sets every channel: levels[i] is the linear light, 0..1, of the i-th
// channel. The brightest channel of a light that is not dark gets one step at
// least, so that on means light. A pin is written only when its duty changes,
// with one write; nothing is allocated. An error names the pin and the file,
// and means that the hardware is gone.
func (l *Light) Show(levels []float64) error {
	if len(levels) != len(l.channels) {
		return fmt.Errorf("%d levels for %d channels", len(levels), len(l.channels))
	}
	brightest := 0.0
	for _, level := range levels {
		brightest = max(brightest, level)
	}
	changed := false
	for i := range l.channels {
		c := &l.channels[i]
		step := c.step(levels[i], brightest)
		if step == c.shown {
			continue
		}
		if err := c.out.show(step); err != nil {
			return fmt.Errorf("set %s on %s: %w", c.name, c.pin, err)
		}
		c.shown, changed = step, true
	}
	if !changed || l.record == nil {
		return nil
	}
	for i, c := range l.channels {
		l.duty[i] = float64(c.shown) / float64(c.out.steps())
	}
	return l.record(Frame{Time: time.Now(), Duty: l.duty})
}

// alike is the share of the brightest channel's light from which on another
// one counts as just as bright: white stays white on its lowest step.
const alike = 0.99

// step returns the step of the level, beside the brightest of all channels.
func (c *channel) step(level, brightest float64) int {
	if !(level > 0) {
		return 0
	}
	duty := c.scale.Minimum + min(level, 1)*(c.scale.Maximum-c.scale.Minimum)
	step := int(duty*float64(c.out.steps()) + 0.5)
	if level >= alike*brightest {
		step = max(step, 1)
	}
	return step
}

// Close releases the pins' files. PWM keeps its last duty; a digital line is
// the kernel's again and may go dark.
func (l *Light) Close() error {
	var first error
	for _, c := range l.channels {
		if err := c.out.Close(); err != nil && first == nil {
			first = fmt.Errorf("close %s: %w", c.pin, err)
		}
	}
	if l.close != nil {
		if err := l.close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}
