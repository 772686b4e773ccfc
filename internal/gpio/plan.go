package gpio

import "fmt"

// plan decides what drives each channel of a lamp; it touches nothing.
type plan struct {
	Options
	machine *machine
	digital bool
	pins    []pinName          // of all channels
	taken   map[string]pinName // by device/channel
}

// newPlan reads the names of the pins.
func newPlan(o Options, m *machine, channels []string, digital bool) (*plan, error) {
	if o.Driver == "gpio" && !digital {
		return nil, &KeyError{"output.driver", "gpio can only switch: it is for lamp.kind = onoff"}
	}
	p := &plan{Options: o, machine: m, digital: digital, taken: map[string]pinName{}}
	for _, name := range channels {
		pin, err := parsePin(o.Pins[name])
		if err != nil {
			return nil, &KeyError{"output.pins." + name, err.Error()}
		}
		p.pins = append(p.pins, pin)
	}
	return p, nil
}

// choose returns the PWM for a channel, or nil where a digital line is to
// drive it.
func (p *plan) choose(name string, pin pinName) (*source, error) {
	src, err := p.machine.find(pin)
	if p.digital && pin.kind == headerPin && (p.Driver == "gpio" || err != nil && p.driver() == "auto") {
		return nil, nil
	}
	if err != nil {
		return nil, p.wiring(name, err.Error())
	}
	if other, ok := p.taken[src.String()]; ok {
		return nil, p.wiring(name, fmt.Sprintf("%s and %s are both %s", pin, other, src))
	}
	p.taken[src.String()] = pin
	if _, _, err := src.provider.settle(p.Frequency); err != nil {
		return nil, &KeyError{"output.frequency", fmt.Sprintf("%v (for %s)", err, name)}
	}
	return &src, nil
}

// wiring returns the problem with what config.txt needs for all of the lamp.
func (p *plan) wiring(name, problem string) error {
	e := &wiringError{Key: "output.pins." + name, Problem: problem}
	if e.Lines, e.Note = p.machine.advise(p.pins); len(e.Lines) > 0 {
		e.File = configTxt(p.Root)
	}
	return e
}
