package gpio

import (
	"errors"
	"fmt"
	"slices"

	"periph.io/x/conn/v3/physic"
)

// Report is what lampd doctor knows about the machine: what its pins can do,
// what the configured lamp gets of it, and what to change.
type Report struct {
	Board     string      `json:"board"`
	Pi        bool        `json:"raspberry_pi"`
	Kernel    string      `json:"kernel"`
	ConfigTxt string      `json:"config_txt,omitempty"` // file of the firmware's settings
	Devices   []PWMDevice `json:"devices"`
	Pins      []HeaderPin `json:"pins"`
	Lamp      []LampPin   `json:"lamp"`
	Facts     []Fact      `json:"facts"`
	Changes   []Change    `json:"changes"`
}

// PWMDevice is a PWM device of the kernel.
type PWMDevice struct {
	Device   string `json:"device"` // name for output.pins, with a channel: "fe20c000.pwm"
	Driver   string `json:"driver"`
	Channels int    `json:"channels"`
	Quality
}

// Quality is how good the light of a pin can be.
type Quality struct {
	Frequency int    `json:"frequency_hz"` // 0 for a line that only switches
	Steps     int    `json:"steps"`
	Flicker   string `json:"flicker"`
}

// HeaderPin is a GPIO of the 40-pin header.
type HeaderPin struct {
	GPIO   string `json:"gpio"`             // BCM name
	Header int    `json:"header"`           // number on the header
	Driver string `json:"driver,omitempty"` // what gives it PWM: "hardware PWM fe20c000.pwm/0"; "" for nothing
	*Quality
	Line string `json:"line,omitempty"` // of config.txt, that would give it PWM
}

// LampPin is what a channel of the configured lamp gets.
type LampPin struct {
	Channel string `json:"channel"`
	Pin     string `json:"pin"`
	Driver  string `json:"driver,omitempty"`
	*Quality
	FirstLevel int    `json:"first_level,omitempty"`
	Problem    string `json:"problem,omitempty"`
}

// Fact is something about the machine that a lamp depends on.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Change is something to change, with the lines to write or run.
type Change struct {
	Why   string   `json:"why"`
	File  string   `json:"file,omitempty"` // where the lines belong; "" is a shell
	Lines []string `json:"lines,omitempty"`
}

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
	return Quality{int((f + physic.Hertz/2) / physic.Hertz), steps, Flicker(f)}
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
	hardware := opener{Options: o, machine: m, digital: digital, taken: map[string]pinName{}}
	if err := hardware.read(channels); err != nil {
		r.Changes = append(r.Changes, Change{Why: err.Error()})
		return
	}
	for i, name := range channels {
		src, err := hardware.choose(name, hardware.pins[i])
		r.Lamp = append(r.Lamp, o.lampPin(name, src, err))
		var wiring *WiringError
		if errors.As(err, &wiring) && !slices.ContainsFunc(r.Changes, func(c Change) bool { return slices.Equal(c.Lines, wiring.Lines) }) {
			why := wiring.Problem
			if wiring.Note != "" {
				why += "; " + wiring.Note
			}
			r.Changes = append(r.Changes, Change{why, wiring.File, wiring.Lines})
		}
	}
}

// lampPin describes what the channel gets, of PWM, a line (nil) or an error.
func (o Options) lampPin(name string, src *source, err error) LampPin {
	p := LampPin{Channel: name, Pin: o.Pins[name]}
	var wiring *WiringError
	switch {
	case errors.As(err, &wiring):
		p.Problem = wiring.Problem
	case src == nil:
		p.Driver, p.Quality, p.FirstLevel = lineNote, &Quality{0, 1, Flicker(0)}, 1
	default:
		if _, _, err := src.provider.settle(o.Frequency); err != nil {
			p.Problem = err.Error()
			return p
		}
		q := src.provider.quality(o.Frequency)
		p.Driver, p.Quality, p.FirstLevel = src.describe(), &q, firstLevel(q.Steps, o.calibration(name))
	}
	return p
}

// describe names the driver and the channel for people.
func (s source) describe() string { return fmt.Sprintf("%s %s", s.provider.name, s) }
