package gpio

import (
	"fmt"
	"time"

	"periph.io/x/conn/v3/physic"
)

// provider is a kind of PWM that the kernel offers.
type provider struct {
	name       string // for people
	compatible string // of its device tree node
	device     string // end of the device's name, where the pins depend on it
	clock      int64  // steps a second; 0 is counter's way
	counter    int64  // fixed number of steps in a period, of unit nanoseconds or more
	unit       int64  // nanoseconds that the period is a multiple of, with counter
	auto       physic.Frequency
	upright    bool          // cannot invert: polarity is normal for good
	shared     bool          // one frequency for all channels
	pins       map[int]wired // GPIO -> how it is wired, for PWM blocks of the chip
}

// wired is a pin that a PWM block of the chip can drive.
type wired struct {
	channel int
	mux     uint32 // function of the pin, as brcm,function numbers it
}

// expanderFastest is the highest frequency of a PCA9685, rounded up.
const expanderFastest = 1526 * physic.Hertz

// fewestSteps that are still called dimming: a frequency that leaves fewer is
// refused.
const fewestSteps = 100

// The pins of the PWM blocks: BCM2835 ARM Peripherals 6.2 (the same on the
// BCM2711) and RP1 Peripherals 3.1.1.
var (
	bcm2835Pins = map[int]wired{12: {0, alt0}, 13: {1, alt0}, 18: {0, alt5}, 19: {1, alt5}}
	rp1Pins     = map[int]wired{12: {0, alt0}, 13: {1, alt0}, 18: {2, alt5}, 19: {3, alt5}}
)

// providers are those that a Raspberry Pi can have. The clock of the first two
// is read from the device tree where it says one. The jitter of pwm-gpio, some
// 10 microseconds, is its step.
var providers = []provider{
	{name: "hardware PWM", compatible: "brcm,bcm2835-pwm", device: "20c000.pwm", clock: 10e6, auto: 2 * physic.KiloHertz, pins: bcm2835Pins},
	{name: "hardware PWM", compatible: "raspberrypi,rp1-pwm", device: "1f00098000.pwm", clock: 50e6, auto: 2 * physic.KiloHertz, pins: rp1Pins},
	{name: "pwm-pio", compatible: "raspberrypi,pwm-pio-rp1", clock: 66_666_667, auto: 2 * physic.KiloHertz},
	{name: "pwm-gpio", compatible: "pwm-gpio", clock: 1e5, auto: 240 * physic.Hertz},
	{name: "PCA9685", compatible: "nxp,pca9685", counter: 4096, unit: 4096 * 40, auto: expanderFastest, upright: true, shared: true},
}

// other is a PWM that the table does not know, named outright.
var other = provider{name: "PWM", clock: 10e6, auto: 2 * physic.KiloHertz}

// settle returns the period in nanoseconds and the steps that the provider has
// at the frequency, 0 for its own, or why it cannot have it.
func (p *provider) settle(f physic.Frequency) (period int64, steps int, err error) {
	if f == 0 {
		f = p.auto
	}
	period = f.Period().Nanoseconds()
	if p.counter > 0 {
		// A PCA9685 divides 25 MHz by 4096 and by 4 to 256 (NXP data sheet, 7.3.5).
		n := (period + p.unit/2) / p.unit
		if n < 4 || n > 256 {
			return 0, 0, fmt.Errorf("%s is outside what a %s can do, 24Hz..%s", f, p.name, expanderFastest)
		}
		return n * p.unit, int(p.counter), nil
	}
	if steps = int(period * p.clock / 1e9); steps < fewestSteps {
		return 0, 0, fmt.Errorf("%s leaves %s only %d steps of brightness; %s is its most", f, p.name, steps, physic.Frequency(p.clock/fewestSteps)*physic.Hertz)
	}
	return period, steps, nil
}

// nanoseconds returns a period as a duration.
func nanoseconds(n int64) time.Duration { return time.Duration(n) * time.Nanosecond }
