package agent

import (
	"lampd/internal/gpio"
	"lampd/internal/wire"
)

// discovery is the announcement to Home Assistant; empty when it is not
// wanted, which takes back an earlier one.
func (a *Agent) discovery(topics wire.Topics) []byte {
	c := a.Config
	if !c.HomeAssistant.Discovery {
		return nil
	}
	cold, warm := c.Lamp.Fixture().MiredRange()
	d := wire.Device{
		ID: c.ID, Name: c.Name, Version: Version(), Board: gpio.Board(c.Output.Root).String(),
		Kind: c.Lamp.Kind, Effects: c.Lamp.Fixture().Effects(), Cold: cold, Warm: warm,
	}
	_, d.Temperature = gpio.Temperature(c.Output.Root)
	_, d.Undervoltage = gpio.Undervoltage(c.Output.Root)
	return wire.EncodeDiscovery(d, topics)
}
