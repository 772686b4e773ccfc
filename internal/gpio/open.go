package gpio

import (
	"errors"
	"fmt"
	"log/slog"

	"periph.io/x/conn/v3/gpio"
)

// opener takes the pins of a lamp one after the other.
type opener struct {
	Options
	machine *machine
	files   files
	line    func(number int) (gpio.PinOut, func(), error)
	digital bool
	log     *slog.Logger
	pins    []pinName          // of all channels
	taken   map[string]pinName // by device/channel
}

// Open finds the pins of the channels and takes them; what is running on them
// runs on until the first Show. With digital, for a lamp that is only on or
// off, a pin without PWM is driven as a line where the driver is auto. Its
// errors name the pin; where config.txt is to blame it is a *WiringError with
// the lines that mend it. Warnings go to log.
func Open(o Options, channels []string, digital bool, log *slog.Logger) (*Light, error) {
	for _, err := range o.Check(channels) {
		return nil, err
	}
	if o.driver() == "sim" {
		return openTrace(o, channels)
	}
	hardware := opener{
		Options: o, machine: readMachine(o.Root), files: disk{}, line: requestLine,
		digital: digital, log: log, taken: map[string]pinName{},
	}
	return hardware.open(channels)
}

func (o *opener) open(channels []string) (*Light, error) {
	if err := o.read(channels); err != nil {
		return nil, err
	}
	l := &Light{}
	for i, name := range channels {
		c, err := o.channel(name, o.pins[i])
		if err != nil {
			return nil, errors.Join(err, l.Close())
		}
		l.channels = append(l.channels, c)
	}
	return l, nil
}

// read reads the names of the pins.
func (o *opener) read(channels []string) error {
	if o.Driver == "gpio" && !o.digital {
		return &KeyError{"output.driver", "gpio can only switch: it is for lamp.kind = onoff"}
	}
	for _, name := range channels {
		pin, err := parsePin(o.Pins[name])
		if err != nil {
			return &KeyError{"output.pins." + name, err.Error()}
		}
		o.pins = append(o.pins, pin)
	}
	return nil
}

// choose returns the PWM for a channel, or nil where a digital line is to
// drive it.
func (o *opener) choose(name string, pin pinName) (*source, error) {
	src, err := o.machine.find(pin)
	if o.digital && pin.kind == headerPin && (o.Driver == "gpio" || err != nil && o.driver() == "auto") {
		return nil, nil
	}
	if err != nil {
		return nil, o.wiring(name, err.Error())
	}
	if other, ok := o.taken[src.String()]; ok {
		return nil, o.wiring(name, fmt.Sprintf("%s and %s are both %s", pin, other, src))
	}
	o.taken[src.String()] = pin
	return &src, nil
}

// channel takes the pin of one channel.
func (o *opener) channel(name string, pin pinName) (channel, error) {
	src, err := o.choose(name, pin)
	if err != nil {
		return channel{}, err
	}
	if src == nil {
		return o.openLine(name, pin)
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

// openLine takes a digital line.
func (o *opener) openLine(name string, pin pinName) (channel, error) {
	out, release, err := o.line(pin.number)
	if err != nil {
		return channel{}, fmt.Errorf("open line %s: %w", pin, err)
	}
	c := o.newChannel(name, &line{out, o.Invert, release})
	c.note = lineNote
	return c, nil
}

// wiring returns the problem with what config.txt needs for all of the lamp.
func (o *opener) wiring(name, problem string) error {
	e := &WiringError{Key: "output.pins." + name, Problem: problem, File: configTxt(o.Root)}
	e.Lines, e.Note = o.machine.advise(o.pins)
	return e
}
