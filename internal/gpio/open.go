package gpio

import (
	"errors"
	"fmt"
	"log/slog"

	"periph.io/x/conn/v3/gpio"
)

// Open finds the pins of the channels and takes them; what is running on them
// runs on until the first Show. With digital, for a lamp that is only on or
// off, a pin without PWM is driven as a line where the driver is auto. Its
// errors name the key or the pin, and where config.txt is to blame the lines
// that mend it; then nothing was touched. Warnings go to log.
func Open(o Options, channels []string, digital bool, log *slog.Logger) (*Light, error) {
	for _, err := range o.Check(channels) {
		return nil, err
	}
	if o.driver() == "sim" {
		return openTrace(o, channels)
	}
	p, err := newPlan(o, readMachine(o.Root), channels, digital)
	if err != nil {
		return nil, err
	}
	return (&opener{p, disk{}, requestLine, log}).open(channels)
}

// opener carries out a plan.
type opener struct {
	*plan
	files files
	line  func(number int) (line gpio.PinOut, release func(), err error)
	log   *slog.Logger
}

func (o *opener) open(channels []string) (*Light, error) {
	sources := make([]*source, len(channels))
	for i, name := range channels { // all, before any pin is touched
		var err error
		if sources[i], err = o.choose(name, o.pins[i]); err != nil {
			return nil, err
		}
	}
	l := &Light{}
	for i, name := range channels {
		c, err := o.take(name, o.pins[i], sources[i])
		if err != nil {
			return nil, errors.Join(err, l.Close())
		}
		l.channels = append(l.channels, c)
	}
	return l, nil
}

// take takes the pin of one channel.
func (o *opener) take(name string, pin pinName, src *source) (channel, error) {
	if src == nil {
		return o.takeLine(name, pin)
	}
	p, err := openPWM(o.files, src.chip, src.channel, o.Frequency, o.Invert)
	if err != nil {
		return channel{}, fmt.Errorf("open pwm %s for %s: %w", src, pin, err)
	}
	if f := p.frequency(); f < flickerFree {
		o.log.Warn("the light may be seen to flicker", "channel", name, "pin", pin.String(), "driver", src.provider.name, "frequency", f.String())
	}
	c := o.newChannel(name, p)
	c.note = src.describe()
	return c, nil
}

// takeLine takes a digital line.
func (o *opener) takeLine(name string, pin pinName) (channel, error) {
	out, release, err := o.line(pin.number)
	if err != nil {
		return channel{}, fmt.Errorf("open line %s: %w", pin, err)
	}
	c := o.newChannel(name, &line{out, o.Invert, release})
	c.note = lineNote
	return c, nil
}
