package gpio

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"syscall"

	"periph.io/x/conn/v3/physic"
)

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
