package gpio

import (
	"fmt"

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
