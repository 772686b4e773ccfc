package agent

import (
	"lampd/internal/lamp"
	"lampd/internal/wire"
)

// Accepts says why a lamp of a kind would refuse a JSON command, for the
// power_on of a configuration.
func Accepts(kind lamp.Kind, command string) error {
	c, err := wire.DecodeCommand([]byte(command))
	if err != nil {
		return err
	}
	f := lamp.Options{Kind: kind}.Fixture()
	_, err = f.First().Apply(c.Change, f)
	return err
}
