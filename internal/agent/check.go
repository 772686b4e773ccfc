package agent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"lampd/internal/gpio"
	"lampd/internal/mqttlink"
)

// Check tries what Run will need and writes a line about each thing: files,
// pins, broker. Beside a running lamp it leaves pins and broker alone. The
// error says how many things are wrong.
func (a *Agent) Check(ctx context.Context, w io.Writer) error {
	r := report{w: w}
	r.result("configuration", nil, "is right, the lamp is "+a.Config.ID)
	for _, key := range a.Config.Outdated {
		r.line("warn", "configuration", key.Error())
	}
	links, err := a.probed()
	if err != nil {
		return err
	}
	a.checkFiles(&r, links)
	unlock, err := lock(a.Config.State.File, a.Log)
	if err != nil {
		r.line("skip", "pins", err.Error())
		r.line("skip", "broker", err.Error())
		return r.err()
	}
	defer unlock()
	a.checkPins(&r)
	for _, l := range links {
		for _, server := range l.Servers {
			thing, err := "broker "+server, l.Probe(ctx, server)
			if err != nil {
				thing = "broker" // the error names the server
			}
			r.result(thing, err, "knows the lamp as "+l.ClientID+" and lets it be seen")
		}
	}
	return r.err()
}

// checkFiles reads and tries to write what Run will.
func (a *Agent) checkFiles(r *report, links []*mqttlink.Link) {
	r.result("state file "+a.Config.State.File, writable(a.Config.State.File), "can be written")
	if live := a.Config.State.Live; live != "" {
		r.result("live state "+live, writable(live), "can be written")
	}
	for _, l := range links {
		for _, err := range l.CheckFiles() {
			r.result("login", err, "")
		}
		for _, warning := range l.Warnings() {
			r.line("warn", "broker", warning)
		}
	}
}

// checkPins takes the pins for a moment; what is lit stays lit.
func (a *Agent) checkPins(r *report) {
	if b := a.Config.Button; b.Pin != "" {
		_, err := gpio.OpenButton(b)
		r.result("button", err, "can be read from "+b.Pin)
	}
	light, err := openLight(a.Config, a.Log)
	if err != nil {
		r.result("pins", err, "")
		return
	}
	defer light.Close()
	for _, o := range light.Outputs() {
		r.line("ok", "pin "+o.Pin, describe(o))
	}
}

// describe says what one channel gets.
func describe(o gpio.Output) string {
	s := fmt.Sprintf("gives %s by %s, ", o.Channel, o.Driver)
	if o.Frequency == 0 {
		return s + "on or off; it may blink when lampd restarts"
	}
	s += fmt.Sprintf("%v, %d steps, flicker: %s", o.Frequency, o.Steps, o.Flicker)
	if o.FirstLevel > 1 {
		s += fmt.Sprintf("; brightness below %d of 255 shows its lowest step", o.FirstLevel)
	}
	return s
}

// writable tells whether a file can be written, in a directory that there is or
// that Run will make.
func writable(name string) error {
	dir := filepath.Dir(name)
	for _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) && dir != filepath.Dir(dir); _, err = os.Stat(dir) {
		dir = filepath.Dir(dir)
	}
	f, err := os.CreateTemp(dir, ".check-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
