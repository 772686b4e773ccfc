package gpio

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"syscall"
)

// setDuty writes the duty in nanoseconds, unless it is that already.
func (p *pwmPin) setDuty(ns int64) error {
	if ns == p.now.duty {
		return nil
	}
	p.buf = append(strconv.AppendInt(p.buf[:0], ns, 10), '\n')
	if _, err := p.duty.WriteAt(p.buf, 0); err != nil {
		return err
	}
	p.now.duty = ns
	return nil
}

// setPeriod writes the period in nanoseconds, unless it is that already.
func (p *pwmPin) setPeriod(ns int64) error {
	if ns == p.now.period {
		return nil
	}
	if err := p.set("period", strconv.FormatInt(ns, 10)); err != nil {
		return err
	}
	p.now.period = ns
	return nil
}

// set writes a file of the channel; udev may not have given it to the group yet.
func (p *pwmPin) set(file, value string) error {
	return patiently(func() error { return p.files.write(filepath.Join(p.dir, file), value) })
}

// enable makes the channel run.
func (p *pwmPin) enable() error {
	err := p.set("enable", "1")
	if errors.Is(err, syscall.EBUSY) && p.provider.shared {
		return fmt.Errorf("all outputs of a %s have one frequency, and another one is in use: %w", p.provider.name, err)
	}
	p.now.enabled = err == nil
	return err
}

// disable makes the channel stop, dark.
func (p *pwmPin) disable() error {
	err := p.set("enable", "0")
	p.now.enabled = p.now.enabled && err != nil
	return err
}

// noPolarity are the kernel's words for a chip that cannot invert; the last is
// its ENOTSUPP, which no library names.
var noPolarity = []error{syscall.EINVAL, syscall.ENOSYS, syscall.EOPNOTSUPP, syscall.Errno(524)}

// setPolarity turns the chip's polarity, or else the duty. It comes after the
// period: with none the kernel refuses a polarity too.
func (p *pwmPin) setPolarity() error {
	inversed := p.inverse && !p.flip
	if inversed == p.now.inversed {
		return nil
	}
	value := "normal"
	if inversed {
		value = "inversed"
	}
	err := p.set("polarity", value)
	if errors.Is(err, syscall.EBUSY) && p.now.enabled { // older kernels, while it runs
		if err = p.disable(); err == nil {
			err = p.set("polarity", value)
		}
	}
	if err == nil {
		p.now.inversed = inversed
		return nil
	}
	for _, no := range noPolarity {
		if errors.Is(err, no) {
			p.flip = p.inverse != p.now.inversed
			return nil
		}
	}
	return err
}

// band is how far the light may fall on the way to another period when old and
// new are alike.
const band = 0.99

// movePeriod brings a running channel to the wanted period, on the way to
// duty. The kernel takes period and duty one by one, so each write alone would
// be seen; it goes in strides whose ends both lie between the old and the new
// share of light.
func (p *pwmPin) movePeriod(duty int64) error {
	if p.now.period == p.period {
		return nil
	}
	before := float64(p.now.duty) / float64(p.now.period)
	after := float64(duty) / float64(p.period)
	if before == 0 || after == 0 { // dark has no period
		if err := p.setDuty(0); err != nil {
			return err
		}
		return p.setPeriod(p.period)
	}
	low, high := min(before, after), max(before, after)
	low = min(low, high*band)
	for p.now.period != p.period {
		if err := p.stride(low, high); err != nil {
			return err
		}
	}
	return nil
}

// stride goes one step of movePeriod: first the duty to one end of low..high,
// then the period as far as the other end allows. Where a nanosecond of duty
// is more than all of that, as far as a nanosecond allows.
func (p *pwmPin) stride(low, high float64) error {
	period := float64(p.now.period)
	if p.period > p.now.period {
		if err := p.setDuty(int64(high * period)); err != nil {
			return err
		}
		next := int64(float64(p.now.duty) / low)
		if next <= p.now.period {
			next = int64(math.Ceil(float64(p.now.duty+1) / high))
		}
		return p.setPeriod(min(next, p.period))
	}
	if err := p.setDuty(int64(math.Ceil(low * period))); err != nil {
		return err
	}
	next := int64(math.Ceil(float64(p.now.duty) / high))
	if next >= p.now.period {
		next = max(int64(float64(p.now.duty-1)/low), p.now.duty)
	}
	return p.setPeriod(max(next, p.period))
}
