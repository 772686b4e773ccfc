package config

import (
	"strings"
	"testing"

	"lampd/internal/mqttlink"
)

func TestASimulatedLampHasEveryDefault(t *testing.T) {
	c, err := Simulated("desk", "Desk", "rgbw", []string{"study"}, mqttlink.Options{Servers: []string{"mqtt://127.0.0.1:1884"}})
	if err != nil {
		t.Fatal(err)
	}
	if c.ID != "desk" || c.Lamp.Kind != "rgbw" || c.Output.Driver != "sim" || c.Lamp.PowerOn != "last" {
		t.Errorf("got %+v", c)
	}
}

func TestASimulatedLampThatCannotBeIsRefused(t *testing.T) {
	_, err := Simulated("Desk", "", "laser", []string{"all"}, mqttlink.Options{Servers: []string{"nowhere"}})
	if err == nil {
		t.Fatal("it was taken")
	}
	for _, part := range []string{"simulated lamp Desk: id: must", "lamp.kind: must", "groups:", "broker.servers:"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q says nothing of %q", err, part)
		}
	}
}
