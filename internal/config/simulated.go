package config

import (
	"slices"

	"lampd/internal/lamp"
	"lampd/internal/mqttlink"
)

// Simulated returns the configuration of a lamp that has no pins and no file:
// all defaults but what is given. The error is Mistakes.
func Simulated(id, name, kind string, groups []string, broker mqttlink.Options) (Config, error) {
	f := &file{name: "simulated lamp " + cut(id)}
	c := defaults()
	c.ID, c.Name, c.Groups = id, name, slices.Clone(groups)
	c.Broker = broker
	c.Output.Driver = "sim"
	if err := choice(&c.Lamp.Kind, lamp.Kinds...)(kind); err != nil {
		f.blame("lamp.kind", err.Error())
	}
	c.complete(Env{})
	c.check(Env{}, f)
	if len(f.mistakes) == 0 {
		return c, nil
	}
	for i := range f.mistakes {
		f.mistakes[i].Line = 0 // of no file
	}
	return Config{}, f.mistakes.sorted()
}
