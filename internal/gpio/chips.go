package gpio

import (
	"path/filepath"
	"slices"
	"strings"
)

// chip is a PWM device of the kernel.
type chip struct {
	dir      string // /sys/class/pwm/pwmchipN; N moves between kernels
	device   string // name of its device: fe20c000.pwm, 1-0040
	node     string // its device tree node, "" where it has none
	channels int
	provider provider
}

// fanDevice and fanChannel are the chip and the channel that turn a Raspberry Pi 5's fan.
const (
	fanDevice  = "1f0009c000.pwm"
	fanChannel = 3
)

// readChips returns the PWM devices of the machine, in the order of their
// numbers.
func readChips(root string) []chip {
	dirs, _ := filepath.Glob(under(root, "sys/class/pwm/pwmchip*"))
	var chips []chip
	for _, dir := range dirs {
		device, err := filepath.EvalSymlinks(filepath.Join(dir, "device"))
		if err != nil {
			continue
		}
		c := chip{dir: dir, device: filepath.Base(device), provider: other}
		if n, err := readNumber(dir, "npwm"); err == nil {
			c.channels = int(n)
		}
		if node, err := filepath.EvalSymlinks(filepath.Join(device, "of_node")); err == nil {
			c.node = node
			c.provider = providerOf(node)
		}
		chips = append(chips, c)
	}
	slices.SortStableFunc(chips, func(a, b chip) int { return len(a.dir) - len(b.dir) })
	return chips
}

// providerOf returns what drives the node, with the clock that it is given.
func providerOf(node string) provider {
	for _, compatible := range texts(node, "compatible") {
		for _, p := range providers {
			if !strings.HasPrefix(compatible, p.compatible) {
				continue
			}
			if rate := cells(node, "assigned-clock-rates"); p.pins != nil && len(rate) > 0 && rate[0] > 0 {
				p.clock = int64(rate[0])
			}
			return p
		}
	}
	return other
}

// gpio returns the GPIO that a chip of one pin drives; ok is false for others.
func (c *chip) gpio() (number int, ok bool) {
	if gpios := cells(c.node, "gpios"); len(gpios) >= 2 {
		return int(gpios[1]), true // phandle, GPIO, flags
	}
	return 0, false
}

// hasPins tells whether the device is the one that provider.pins are about: the
// second PWM block of a Raspberry Pi 4 or 5 has other pins.
func (c *chip) hasPins() bool { return strings.HasSuffix(c.device, c.provider.device) }

// wired returns the chip's channel for the GPIO, where it can be muxed there.
func (c *chip) wired(gpio int) (wired, bool) {
	if !c.hasPins() {
		return wired{}, false
	}
	w, ok := c.provider.pins[gpio]
	return w, ok
}
