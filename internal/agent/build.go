package agent

import (
	"hash/fnv"
	"log/slog"

	"lampd/internal/config"
	"lampd/internal/gpio"
	"lampd/internal/lamp"
)

// openLight takes the pins of a configuration.
func openLight(c config.Config, log *slog.Logger) (*gpio.Light, error) {
	kind := c.Lamp.Kind
	return gpio.Open(c.Output, kind.Channels(), kind == lamp.OnOff, log)
}

// build makes the lamp, with what it remembers.
func (a *Agent) build() error {
	on, err := powerOn(a.Config.Lamp.PowerOn)
	if err != nil {
		return err
	}
	start := lamp.Start{PowerOn: on}
	if !a.Volatile {
		start.Memory = a.files().Recall(a.Log)
	}
	if a.Config.Lampi.Enabled {
		red := a.Config.Lamp.Fixture().First()
		red.Hue, red.Saturation = 1, 1 // as the course says
		start.First = &red
	}
	a.outputs = outputs(a.Light.Outputs())
	a.lamp = lamp.New(lamp.Config{
		Options: a.Config.Lamp,
		Output:  a.Light,
		Clock:   a.clock,
		Seed:    seed(a.Config.ID),
		Log:     a.Log,
		Beat:    a.service.beat,
		OnBeat:  a.service.alive,
		Start:   start,
	})
	return nil
}

// clock tells whether the wall clock can be trusted.
func (a *Agent) clock() lamp.Clock {
	if a.Clock != nil {
		return a.Clock()
	}
	return clock()
}

// seed makes a number of a lamp's id.
func seed(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	return h.Sum64()
}

// files names where the state is kept.
func (a *Agent) files() lamp.Files {
	return lamp.Files{Durable: a.Config.State.File, Live: a.Config.State.Live}
}
