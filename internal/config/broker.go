package config

import (
	"errors"
	"io/fs"

	"lampd/internal/mqttlink"
)

// LoadBroker reads a file of lampctl's user, which has the section [broker] of
// lampd's and no other. That the file is missing means that it says nothing:
// then the options are zero. The error is Mistakes, all there are.
func LoadBroker(name string) (mqttlink.Options, error) {
	text, err := read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return mqttlink.Options{}, nil
	}
	if err != nil {
		return mqttlink.Options{}, Mistakes{{File: name, Text: reason(err)}}
	}
	f, err := parse(name, text)
	if err != nil {
		return mqttlink.Options{}, err
	}
	o := defaults().Broker
	f.apply(newTable(link("broker", &o)).older(renamed))
	f.adopt(o.Check("broker"))
	if len(f.mistakes) > 0 {
		return mqttlink.Options{}, f.mistakes.sorted()
	}
	return o, nil
}
