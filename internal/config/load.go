package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// DefaultFile is the configuration that is read when none is named.
const DefaultFile = "/etc/lampd/config.toml"

// Load reads and checks a configuration file. That the file is missing means
// all defaults, unless a person named it. The error is Mistakes, all there are.
func Load(name string, named bool, env Env) (Config, error) {
	text, err := read(name)
	if errors.Is(err, fs.ErrNotExist) && !named {
		text, err = nil, nil
	}
	if err != nil {
		return Config{}, Mistakes{{File: name, Text: reason(err)}}
	}
	return decode(name, text, env)
}

// decode checks the text of a file.
func decode(name string, text []byte, env Env) (Config, error) {
	f, err := parse(name, text)
	if err != nil {
		return Config{}, err
	}
	c := defaults()
	f.apply(c.keys().older(renamed))
	c.complete(env)
	c.check(env, f)
	if len(f.mistakes) > 0 {
		return Config{}, f.mistakes.sorted()
	}
	c.Outdated = f.outdated.sorted()
	return c, nil
}

// read returns the content of a file of a reasonable size.
func read(name string) ([]byte, error) {
	const most = 64 << 10
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("is a directory, not a file")
	case info.Size() > most:
		return nil, fmt.Errorf("is larger than %d bytes", most)
	}
	return os.ReadFile(name)
}

// reason is an error of the file system without the name of the file.
func reason(err error) string {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file"
	case errors.As(err, &path):
		return "cannot be read: " + path.Err.Error()
	}
	return err.Error()
}
