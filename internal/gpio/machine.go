package gpio

import (
	"fmt"
	"slices"
	"strings"
)

// machine is what can be seen of the computer and its PWM, read once.
type machine struct {
	root   string
	board  Info
	chips  []chip
	groups map[uint32]string // groups of the pin controller, by phandle
}

func readMachine(root string) *machine {
	return &machine{root, Board(root), readChips(root), pinGroups(deviceTree(root))}
}

// source is a channel that drives a pin.
type source struct {
	*chip
	channel int
}

// String returns the name that the configuration can call it by.
func (s source) String() string { return fmt.Sprintf("%s/%d", s.device, s.channel) }

// find returns the channel that drives the pin, or why there is none.
func (m *machine) find(pin pinName) (source, error) {
	switch pin.kind {
	case expanderPin:
		return m.expander(pin)
	case channelPin:
		return m.named(pin)
	}
	for i := range m.chips {
		if n, ok := m.chips[i].gpio(); ok && n == pin.number {
			return source{&m.chips[i], 0}, nil
		}
	}
	reason := fmt.Errorf("%s has no PWM", pin)
	for i := range m.chips {
		c := &m.chips[i]
		w, ok := c.wired(pin.number)
		if !ok {
			continue
		}
		if m.muxed(c, pin.number, w.mux) {
			return source{c, w.channel}, nil
		}
		reason = fmt.Errorf("%s has no PWM: %s runs, but the device tree does not lead it to that pin", pin, c.device)
	}
	return source{}, reason
}

// muxed tells whether the live device tree leads the chip to the GPIO.
func (m *machine) muxed(c *chip, gpio int, fn uint32) bool {
	for _, phandle := range cells(c.node, "pinctrl-0") {
		if group, ok := m.groups[phandle]; ok && muxes(group, gpio, fn) {
			return true
		}
	}
	return false
}

// expander returns an output of the only PCA9685.
func (m *machine) expander(pin pinName) (source, error) {
	var found []*chip
	for i := range m.chips {
		if m.chips[i].provider.name == "PCA9685" {
			found = append(found, &m.chips[i])
		}
	}
	switch len(found) {
	case 1:
		return source{found[0], pin.number}, nil
	case 0:
		return source{}, fmt.Errorf("%s: the kernel knows no PCA9685", pin)
	}
	var names []string
	for _, c := range found {
		names = append(names, source{c, pin.number}.String())
	}
	return source{}, fmt.Errorf("%s: there are %d of them, name one of %s", pin, len(found), strings.Join(names, ", "))
}

// named returns the channel that is named outright.
func (m *machine) named(pin pinName) (source, error) {
	i := slices.IndexFunc(m.chips, func(c chip) bool { return c.device == pin.device })
	switch {
	case i < 0:
		return source{}, fmt.Errorf("%s: the kernel has no PWM device %s, only %s", pin, pin.device, m.devices())
	case pin.device == fanDevice && pin.number == fanChannel:
		return source{}, fmt.Errorf("%s is the board's fan", pin)
	case pin.number >= m.chips[i].channels:
		return source{}, fmt.Errorf("%s: %s has %d channels, from 0", pin, pin.device, m.chips[i].channels)
	}
	return source{&m.chips[i], pin.number}, nil
}

// devices returns the names of all PWM devices, for people.
func (m *machine) devices() string {
	var names []string
	for _, c := range m.chips {
		names = append(names, c.device)
	}
	if names == nil {
		return "none"
	}
	return strings.Join(names, ", ")
}
