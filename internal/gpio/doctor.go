package gpio

import (
	"errors"
	"fmt"
	"slices"

	"periph.io/x/conn/v3/physic"
)

// Examine reports on the machine below o.Root for a lamp with these channels,
// none of them where no lamp is configured. It reads only, exports nothing and
// needs no permission.
func Examine(o Options, channels []string, digital bool) Report {
	m := readMachine(o.Root)
	r := Report{
		Board: m.board.String(), Pi: m.board.IsPi,
		Kernel:  readText(under(o.Root, "proc/sys/kernel/osrelease")),
		Devices: []PWMDevice{}, Pins: []HeaderPin{}, Lamp: []LampPin{}, Facts: []Fact{}, Changes: []Change{},
	}
	for i := range m.chips {
		c := &m.chips[i]
		driver := c.provider.name
		if c.device == fanDevice {
			driver += ", the fan"
		}
		r.Devices = append(r.Devices, PWMDevice{c.device, driver, c.channels, c.provider.quality(0)})
	}
	if m.board.IsPi {
		r.ConfigTxt = configTxt(o.Root)
		r.Pins = m.header()
	}
	r.examineLamp(o, m, channels, digital)
	r.examineHost(o, m)
	return r
}

// quality returns what the provider does at the frequency, 0 for its own;
// nothing where it cannot.
func (p *provider) quality(f physic.Frequency) Quality {
	period, steps, err := p.settle(f)
	if err != nil {
		return Quality{}
	}
	f = physic.PeriodToFrequency(nanoseconds(period))
	return Quality{int((f + physic.Hertz/2) / physic.Hertz), steps, flicker(f)}
}

// headerNumbers are the numbers on the 40-pin header, by GPIO; 0 and 1 belong
// to the HATs' memory.
var headerNumbers = map[int]int{
	2: 3, 3: 5, 4: 7, 5: 29, 6: 31, 7: 26, 8: 24, 9: 21, 10: 19, 11: 23, 12: 32, 13: 33, 14: 8,
	15: 10, 16: 36, 17: 11, 18: 12, 19: 35, 20: 38, 21: 40, 22: 15, 23: 16, 24: 18, 25: 22, 26: 37, 27: 13,
}

// header reports on every GPIO of the header.
func (m *machine) header() []HeaderPin {
	var list []HeaderPin
	for n := 2; n <= lastGPIO; n++ {
		pin := pinName{number: n}
		h := HeaderPin{GPIO: pin.String(), Header: headerNumbers[n]}
		if src, err := m.find(pin); err == nil {
			q := src.provider.quality(0)
			h.Driver, h.Quality = src.describe(), &q
		} else {
			lines, _ := advise(m.board, []pinName{pin})
			h.Line = lines[0]
		}
		list = append(list, h)
	}
	return list
}

// examineLamp tells what each channel gets, without taking it.
func (r *Report) examineLamp(o Options, m *machine, channels []string, digital bool) {
	if o.driver() == "sim" || len(channels) == 0 {
		return
	}
	plan, err := newPlan(o, m, channels, digital)
	if err != nil {
		r.change(err)
		return
	}
	for i, name := range channels {
		src, err := plan.choose(name, plan.pins[i])
		r.Lamp = append(r.Lamp, o.lampPin(name, src, err))
		if err != nil {
			r.change(err)
		}
	}
}

// change adds what mends the error; pins that the same lines mend are one
// change.
func (r *Report) change(err error) {
	var wiring *wiringError
	if !errors.As(err, &wiring) {
		r.Changes = append(r.Changes, Change{Why: err.Error()})
		return
	}
	if slices.ContainsFunc(r.Changes, func(c Change) bool { return slices.Equal(c.Lines, wiring.Lines) }) {
		return
	}
	c := Change{wiring.Problem, wiring.File, wiring.Lines}
	if wiring.Note != "" {
		c.Why += "; " + wiring.Note
	}
	r.Changes = append(r.Changes, c)
}

// lampPin describes what the channel gets: PWM, a line (nil) or an error.
func (o Options) lampPin(name string, src *source, err error) LampPin {
	p := LampPin{Channel: name, Pin: o.Pins[name]}
	var wiring *wiringError
	switch {
	case errors.As(err, &wiring):
		p.Problem = wiring.Problem
	case err != nil:
		p.Problem = err.Error()
	case src == nil:
		p.Driver, p.Quality, p.FirstLevel = lineNote, &Quality{0, 1, flicker(0)}, 1
	default:
		q := src.provider.quality(o.Frequency)
		p.Driver, p.Quality, p.FirstLevel = src.describe(), &q, firstLevel(q.Steps, o.calibration(name))
	}
	return p
}

// describe names the driver and the channel for people.
func (s source) describe() string { return fmt.Sprintf("%s %s", s.provider.name, s) }
