package agent

import (
	"slices"

	"lampd/internal/config"
	"lampd/internal/gpio"
)

// Simulate returns a light without pins for a configuration. It calls show,
// where there is one, with the duties 0..1 of the kind's channels at every
// change, on the lamp's goroutine: show must return at once.
func Simulate(c config.Config, show func(duty []float64)) Light {
	var record func(gpio.Frame) error
	if show != nil {
		record = func(f gpio.Frame) error {
			show(slices.Clone(f.Duty))
			return nil
		}
	}
	return gpio.Simulate(c.Output, c.Lamp.Kind.Channels(), record)
}
