package agent

import (
	"os"
	"strings"

	"lampd/internal/gpio"
	"lampd/internal/wire"
)

// info is what the lamp tells about itself, but for what its link knows.
func (a *Agent) info() wire.Info {
	c := a.Config
	return wire.Info{
		ID:         c.ID,
		Name:       c.Name,
		Groups:     c.Groups,
		Version:    Version(),
		Board:      gpio.Board(c.Output.Root).String(),
		Kind:       c.Lamp.Kind,
		Outputs:    a.outputs,
		ColorModes: c.Lamp.Kind.ColorModes(),
		Effects:    c.Lamp.Fixture().Effects(),
		Clock:      wire.Clock(clock()),
		Boot:       boot(),
		Started:    a.started,
	}
}

// outputs says of the channels what the wire has words for.
func outputs(channels []gpio.Output) []wire.Output {
	var out []wire.Output
	for _, o := range channels {
		w := wire.Output{
			Channel:   o.Channel,
			Pin:       o.Pin,
			Frequency: float64(o.Frequency) / 1e6, // from micro-Hertz
			Steps:     o.Steps,
			Flicker:   o.Flicker,
		}
		if o.FirstLevel > 1 {
			w.FirstLevel = o.FirstLevel
		}
		out = append(out, w)
	}
	return out
}

// boot returns the id of this boot in 32 hex digits, "" where there is none. The
// hardened service does not see the kernel's file: systemd tells it.
func boot() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return os.Getenv("LAMPD_BOOT")
	}
	return strings.ReplaceAll(strings.TrimSpace(string(id)), "-", "")
}

// discovery is the announcement to Home Assistant; empty when it is not
// wanted, which takes back an earlier one.
func (a *Agent) discovery(topics wire.Topics) []byte {
	c := a.Config
	if !c.HomeAssistant.Discovery {
		return nil
	}
	cold, warm := c.Lamp.Fixture().MiredRange()
	return wire.EncodeDiscovery(wire.Device{
		ID: c.ID, Name: c.Name, Version: Version(), Board: gpio.Board(c.Output.Root).String(),
		Kind: c.Lamp.Kind, Effects: c.Lamp.Fixture().Effects(), Cold: cold, Warm: warm,
	}, topics)
}
