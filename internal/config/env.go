package config

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"lampd/internal/gpio"
	"lampd/internal/lamp"
)

// Env is what the meaning of a file depends on besides itself.
type Env struct {
	// Root is where the board's serial number and the machine-id are looked
	// for: "/", or a tree of a test.
	Root string
	// HostName is the default name.
	HostName string
	// StateDirectory and RuntimeDirectory are what systemd made for the
	// service; several are separated by colons and the first counts.
	StateDirectory, RuntimeDirectory string
	// Command says why a lamp of this kind would refuse a JSON command, for
	// lamp.power_on. nil: that it is JSON is enough.
	Command func(kind lamp.Kind, json string) error
}

// System is the Env of this machine and process, without Command.
func System() Env {
	host, _ := os.Hostname() // without one the id is the name
	return Env{
		Root:             "/",
		HostName:         host,
		StateDirectory:   os.Getenv("STATE_DIRECTORY"),
		RuntimeDirectory: os.Getenv("RUNTIME_DIRECTORY"),
	}
}

// complete fills in the defaults that depend on the machine.
func (c *Config) complete(env Env) {
	c.ID = cmp.Or(c.ID, env.id())
	c.Name = cmp.Or(c.Name, env.HostName, c.ID)
	if c.State.File == "" {
		c.State.File = filepath.Join(cmp.Or(first(env.StateDirectory), "/var/lib/lampd"), "state.json")
	}
	if dir := first(env.RuntimeDirectory); c.State.Live == "" && dir != "" {
		c.State.Live = filepath.Join(dir, "state.json")
	}
	for _, channel := range c.Lamp.Kind.Channels() {
		if pin, ok := pins[channel]; ok && c.Output.Pins[channel] == "" {
			c.Output.Pins[channel] = pin
		}
	}
	maps.DeleteFunc(c.Output.Calibration, func(_ string, cal gpio.Calibration) bool { return cal == full })
}

func first(directories string) string {
	dir, _, _ := strings.Cut(directories, ":")
	return dir
}

// id is the lamp's id by the machine: thirty cards cloned from one have one
// machine-id but thirty serial numbers. It is "" where there is neither.
func (e Env) id() string {
	for _, name := range []string{"sys/firmware/devicetree/base/serial-number", "etc/machine-id"} {
		text, _ := os.ReadFile(filepath.Join(e.Root, name))
		number := strings.TrimRight(string(text), "\x00\n ")
		if strings.Trim(number, "0") == "" || number == "uninitialized" {
			continue
		}
		sum := sha256.Sum256([]byte(number))
		return "lamp-" + hex.EncodeToString(sum[:4])
	}
	return ""
}
