package config

import (
	"slices"
	"time"

	"lampd/internal/gpio"
	"lampd/internal/lamp"
	"lampd/internal/mqttlink"
)

// key binds a dotted name of the file to the value that it sets.
type key struct {
	name string
	set  setter
}

// table is every key that a file may have, and the sections around them.
type table struct {
	names   []string // of keys and sections
	set     map[string]setter
	section map[string]bool
	renamed map[string]string // keys by their old names
}

func newTable(keys []key) table {
	t := table{set: map[string]setter{}, section: map[string]bool{}}
	for _, k := range keys {
		t.names = append(t.names, k.name)
		t.set[k.name] = k.set
		for s := parent(k.name); s != "" && !t.section[s]; s = parent(s) {
			t.section[s] = true
			t.names = append(t.names, s)
		}
	}
	return t
}

// keys lists every key of the file and the field of c that it sets.
func (c *Config) keys() table {
	return newTable(slices.Concat(
		[]key{
			{"id", text(&c.ID)},
			{"name", text(&c.Name)},
			{"groups", list(&c.Groups)},
		},
		link("broker", &c.Broker),
		[]key{
			{"lamp.kind", choice(&c.Lamp.Kind, lamp.Kinds...)},
			{"lamp.power_on", text(&c.Lamp.PowerOn)},
			{"lamp.transition", duration(&c.Lamp.Transition, 0, 6553*time.Second, false)},
			{"lamp.on_exit", choice(&c.Lamp.OnExit, "hold", "dark")},
			{"output.driver", text(&c.Output.Driver)},
			{"output.frequency", frequency(&c.Output.Frequency)},
			{"output.invert", flag(&c.Output.Invert)},
			{"output.trace", text(&c.Output.Trace)},
		},
		outputs(&c.Output),
		[]key{
			{"output.white.warm", kelvin(&c.Lamp.Warm)},
			{"output.white.cold", kelvin(&c.Lamp.Cold)},
			{"button.pin", text(&c.Button.Pin)},
			{"state.file", text(&c.State.File)},
			{"state.live", text(&c.State.Live)},
			{"homeassistant.discovery", flag(&c.HomeAssistant.Discovery)},
			{"homeassistant.prefix", text(&c.HomeAssistant.Prefix)},
			{"lampi.enabled", flag(&c.Lampi.Enabled)},
		},
		link("lampi", &c.Lampi.Broker),
		renames(c.Topics),
	))
}

// link lists the keys of one connection.
func link(section string, o *mqttlink.Options) []key {
	return []key{
		{section + ".servers", list(&o.Servers)},
		{section + ".username", text(&o.Username)},
		{section + ".password_file", text(&o.PasswordFile)},
		{section + ".ca_file", text(&o.CAFile)},
		{section + ".cert_file", text(&o.CertFile)},
		{section + ".key_file", text(&o.KeyFile)},
		{section + ".server_name", text(&o.ServerName)},
		{section + ".keepalive", duration(&o.KeepAlive, 5*time.Second, 65535*time.Second, false)},
		{section + ".reconnect_max", duration(&o.ReconnectMax, time.Second, time.Hour, true)},
	}
}

// channels are the channels of every kind of lamp.
var channels = []string{"red", "green", "blue", "white", "warm", "cold"}

// outputs lists the keys of the pins and of their calibration.
func outputs(o *gpio.Options) (keys []key) {
	for _, channel := range channels {
		keys = append(keys, key{"output.pins." + channel, func(v any) error {
			var pin string
			err := text(&pin)(v)
			if err == nil && pin != "" {
				o.Pins[channel] = pin
			}
			return err
		}})
	}
	for _, channel := range channels {
		change := func(do func(*gpio.Calibration)) {
			c, ok := o.Calibration[channel]
			if !ok {
				c = full
			}
			do(&c)
			o.Calibration[channel] = c
		}
		name := "output.calibration." + channel
		keys = append(keys,
			key{name + ".maximum", number(func(x float64) { change(func(c *gpio.Calibration) { c.Maximum = x }) })},
			key{name + ".minimum", number(func(x float64) { change(func(c *gpio.Calibration) { c.Minimum = x }) })})
	}
	return keys
}

// renames lists the keys of the topics.
func renames(topics map[string]string) (keys []key) {
	for _, t := range usual {
		keys = append(keys, key{"topics." + t.name, func(v any) error {
			var topic string
			err := text(&topic)(v)
			if err == nil && topic != "" && topic != t.topic {
				topics[t.name] = topic
			}
			return err
		}})
	}
	return keys
}
