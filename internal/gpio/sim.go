package gpio

import (
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
)

// Frame is what a simulated lamp shows from an instant on.
type Frame struct {
	Time time.Time
	Duty []float64 // of each channel, 0..1, calibrated, before inversion; valid until record returns
}

// Simulate returns a light on simulated pins with the fine steps of
// gpio.Duty. It calls record, where there is one, at the first Show and at
// every Show that changes a duty; Show returns its error.
func Simulate(o Options, channels []string, record func(Frame) error) *Light {
	l := &Light{record: record, duty: make([]float64, len(channels))}
	for _, channel := range channels {
		pin := o.Pins[channel]
		if pin == "" {
			pin = channel
		}
		c := o.newChannel(channel, &Sim{label: label(pin), Frequency: o.Frequency, Invert: o.Invert})
		c.note = "simulation"
		l.channels = append(l.channels, c)
	}
	return l
}

// simFrequency is what a simulated pin runs at when nothing else is asked for.
const simFrequency = 2 * physic.KiloHertz

// Sim is a simulated pin. It satisfies gpio.PinOut, and does what it is told.
type Sim struct {
	label
	Duty      gpio.Duty        // of the pin, after inversion
	Frequency physic.Frequency // 0 is 2 kHz
	Invert    bool             // light while the pin is low
}

// Out sets the duty to all or nothing.
func (s *Sim) Out(l gpio.Level) error {
	s.Duty = 0
	if l {
		s.Duty = gpio.DutyMax
	}
	return nil
}

// PWM sets the duty, and the frequency unless it is 0.
func (s *Sim) PWM(duty gpio.Duty, f physic.Frequency) error {
	if !duty.Valid() || f < 0 {
		return fmt.Errorf("duty %d at %s is no PWM", duty, f)
	}
	s.Duty = duty
	if f != 0 {
		s.Frequency = f
	}
	return nil
}

func (s *Sim) frequency() physic.Frequency {
	if s.Frequency == 0 {
		return simFrequency
	}
	return s.Frequency
}

func (s *Sim) steps() int { return int(gpio.DutyMax) }

func (s *Sim) show(step int) error {
	s.Duty = gpio.Duty(step)
	if s.Invert {
		s.Duty = gpio.DutyMax - s.Duty
	}
	return nil
}

// Close does nothing.
func (s *Sim) Close() error { return nil }
