//go:build linux

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// allowed is what a lamp needs.
func allowed() []check {
	state, live := os.Getenv("STATE_DIRECTORY"), os.Getenv("RUNTIME_DIRECTORY")
	dial := func(network, address string) func() error {
		return func() error {
			c, err := net.DialTimeout(network, address, 5*time.Second)
			if err != nil {
				return err
			}
			return c.Close()
		}
	}
	return []check{
		{name: "read its configuration", try: func() error { return open("/etc/lampd/config.toml", os.O_RDONLY) }},
		{name: "read its password", try: func() error {
			return holds(filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), "mqtt-password"), "hunter2\n")
		}},
		{name: "find no second password, and go on", try: func() error {
			return holds(filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), "lampi-password"), "\n")
		}},
		{name: "save its state", try: func() error { return save(state) }},
		{name: "lock its state", try: func() error { return lock(filepath.Join(state, "state.json.lock")) }},
		{name: "keep its live state", try: func() error { return save(live) }},
		{name: "use a temporary file", try: func() error { return open("/tmp/own", os.O_RDWR|os.O_CREATE) }},
		{name: "open the pins' lines", try: func() error { return open("/dev/gpiochip0", os.O_RDWR) }},
		{name: "write to PWM", try: func() error { return os.WriteFile("/sys/devices/platform/pwm", []byte("1\n"), 0) }},
		{name: "read the board's description", try: func() error { _, err := os.ReadDir("/sys/class"); return err }},
		{name: "call a broker", try: dial("tcp", "127.0.0.1:1883")},
		{name: "ask a name server", try: dial("udp", "127.0.0.1:53")},
		{name: "ask avahi", try: dial("unix", "/run/avahi-daemon/socket")},
		{name: "look a name up", try: func() error { _, err := net.DefaultResolver.LookupHost(context.Background(), "localhost"); return err }},
		{name: "learn the id of this boot", try: func() error { return long(os.Getenv("LAMPD_BOOT"), 32) }},
		{name: "get random numbers", try: func() error { _, err := unix.Getrandom(make([]byte, 8), 0); return err }},
	}
}

// holds tells whether a file has a content.
func holds(name, want string) error {
	got, err := os.ReadFile(name)
	if err == nil && string(got) != want {
		err = fmt.Errorf("%s holds %q", name, got)
	}
	return err
}

// long tells whether a text has a length.
func long(text string, want int) error {
	if len(text) != want {
		return fmt.Errorf("%q", text)
	}
	return nil
}

// save writes a file as the state is written: temporary, fsync, rename, fsync
// of the directory.
func save(dir string) error {
	name := filepath.Join(dir, "probe.new")
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Rename(name, filepath.Join(dir, "probe")); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// lock locks a file as an agent does.
func lock(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
}
