package gpio

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"syscall"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
)

// pwmPin is a channel of a kernel PWM device, by its files under
// /sys/class/pwm (Documentation/ABI/testing/sysfs-class-pwm). It satisfies
// gpio.PinOut.
type pwmPin struct {
	label
	files    files
	dir      string // .../pwmchip0/pwm1
	provider provider
	period   int64 // wanted, nanoseconds
	n        int   // steps in the period
	inverse  bool  // light while the pin is low
	flip     bool  // inverse by the duty: the chip has no polarity
	now      pwmState
	taken    bool   // period, polarity and enable are as wanted
	duty     writer // duty_cycle
	buf      []byte
}

// pwmState is what the kernel holds for a channel; times are in nanoseconds.
type pwmState struct {
	period, duty      int64
	enabled, inversed bool
}

// openPWM exports the channel, where that is not done yet, and reads it. What
// runs is left as it is until the first show; what does not is set up dark.
func openPWM(f files, c *chip, channel int, frequency physic.Frequency, invert bool) (*pwmPin, error) {
	period, steps, err := c.provider.settle(frequency)
	if err != nil {
		return nil, err
	}
	p := &pwmPin{
		label: label(fmt.Sprintf("%s/%d", c.device, channel)), files: f,
		dir:      filepath.Join(c.dir, "pwm"+strconv.Itoa(channel)),
		provider: c.provider, period: period, n: steps,
		inverse: invert, flip: invert && c.provider.upright,
		buf: make([]byte, 0, 24),
	}
	if err := p.export(c.dir, channel); err != nil {
		return nil, err
	}
	if p.now, err = readPWM(p.dir); err == nil {
		p.adopt()
		err = p.prepare()
	}
	if err != nil {
		return nil, errors.Join(err, p.duty.Close())
	}
	return p, nil
}

// export makes the channel's files appear and opens the duty, as soon as udev
// has given both to the group.
func (p *pwmPin) export(chip string, channel int) error {
	file := filepath.Join(chip, "export")
	err := patiently(func() error { return p.files.write(file, strconv.Itoa(channel)) })
	switch {
	case errors.Is(err, syscall.EBUSY):
		if _, missing := readPWM(p.dir); errors.Is(missing, fs.ErrNotExist) {
			return fmt.Errorf("another driver of the kernel has the channel: %w", err)
		}
	case err != nil:
		return err
	}
	return patiently(func() (err error) {
		p.duty, err = p.files.open(filepath.Join(p.dir, "duty_cycle"))
		return err
	})
}

// readPWM reads the state of an exported channel.
func readPWM(dir string) (s pwmState, err error) {
	number := func(file string) (n int64) {
		if err == nil {
			n, err = readNumber(dir, file)
		}
		return n
	}
	s.period, s.duty, s.enabled = number("period"), number("duty_cycle"), number("enable") == 1
	s.inversed = readText(dir, "polarity") == "inversed"
	return s, err
}

// adopt takes a period over that is the wanted one but for the driver's
// rounding.
func (p *pwmPin) adopt() {
	if off := p.now.period - p.period; p.now.enabled && off != 0 && max(off, -off) <= p.period/1000 {
		p.period = p.now.period
	}
}

// prepare sets a channel up that does not run. One with a frequency for all
// its channels can only change it while none of them runs.
func (p *pwmPin) prepare() error {
	if p.now.enabled && p.provider.shared && p.now.period != p.period {
		if err := p.disable(); err != nil {
			return err
		}
	}
	if p.now.enabled {
		return nil
	}
	if p.now.duty > 0 && p.now.period > 0 { // or a shorter period may be refused
		if err := p.setDuty(0); err != nil {
			return err
		}
	}
	if err := p.setPeriod(p.period); err != nil {
		return err
	}
	return p.setPolarity()
}

func (p *pwmPin) frequency() physic.Frequency {
	return physic.PeriodToFrequency(nanoseconds(p.period))
}

func (p *pwmPin) steps() int { return p.n }

// show sets the duty to step of all steps of light. Rounding down keeps every
// step apart from the next one, whichever way the driver rounds.
func (p *pwmPin) show(step int) error {
	if p.taken {
		return p.setDuty(p.dutyOf(step))
	}
	return p.take(step)
}

// dutyOf returns the duty of a step of light.
func (p *pwmPin) dutyOf(step int) int64 {
	if p.flip {
		step = p.n - step
	}
	return int64(step) * p.period / int64(p.n)
}

// take is the first show: it makes the channel what it should be, without a
// write for what it is already, and with its light between the old and the new.
func (p *pwmPin) take(step int) error {
	if err := p.setPolarity(); err != nil {
		return err
	}
	duty := p.dutyOf(step)
	if p.now.enabled {
		if err := p.movePeriod(duty); err != nil {
			return err
		}
	}
	if err := p.setDuty(duty); err != nil {
		return err
	}
	if !p.now.enabled {
		if err := p.enable(); err != nil {
			return err
		}
	}
	p.taken = true
	return nil
}

// PWM sets the duty, and the frequency unless it is 0. Implements gpio.PinOut.
func (p *pwmPin) PWM(duty gpio.Duty, f physic.Frequency) error {
	if !duty.Valid() {
		return fmt.Errorf("duty %d is outside 0..%d", duty, gpio.DutyMax)
	}
	if f != 0 {
		period, steps, err := p.provider.settle(f)
		if err != nil {
			return err
		}
		if period != p.period {
			p.period, p.n, p.taken = period, steps, false
		}
	}
	return p.show(int((int64(duty)*int64(p.n) + int64(gpio.DutyMax)/2) / int64(gpio.DutyMax)))
}

// Out gives all light or none. Implements gpio.PinOut.
func (p *pwmPin) Out(l gpio.Level) error {
	if l == gpio.High {
		return p.show(p.n)
	}
	return p.show(0)
}

// Close closes the file of the duty; the channel runs on.
func (p *pwmPin) Close() error { return p.duty.Close() }
