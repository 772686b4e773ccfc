package agent

import (
	"fmt"

	"lampd/internal/lamp"
	"lampd/internal/wire"
)

// powerOn returns what power_on asks for: a word, or a JSON command; nil for
// what was there before.
func powerOn(text string) (*lamp.Change, error) {
	switch text {
	case "", "last":
		return nil, nil
	case "on":
		return &lamp.Change{Power: new(lamp.PowerOn)}, nil
	case "off":
		return &lamp.Change{Power: new(lamp.PowerOff)}, nil
	}
	c, err := wire.DecodeCommand([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("lamp.power_on: %w", err)
	}
	return &c.Change, nil
}

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
