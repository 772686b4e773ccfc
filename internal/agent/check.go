package agent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"lampd/internal/gpio"
	"lampd/internal/lamp"
	"lampd/internal/mqttlink"
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

// Check tries what Run will need and writes a line about each thing: files,
// pins, broker. Beside a running lamp it leaves pins and broker alone. The
// error says how many things are wrong.
func (a *Agent) Check(ctx context.Context, w io.Writer) error {
	r := report{w: w}
	r.result("configuration", nil, "is right, the lamp is "+a.Config.ID)
	for _, key := range a.Config.Outdated {
		r.line("warn", "configuration", key.Error())
	}
	r.result("state file "+a.Config.State.File, writable(a.Config.State.File), "can be written")
	if live := a.Config.State.Live; live != "" {
		r.result("live state "+live, writable(live), "can be written")
	}
	link, err := a.link(nil)
	if err != nil {
		return err
	}
	brokers := []*mqttlink.Link{link.Probed()}
	if a.Config.Lampi.Enabled {
		brokers = append(brokers, a.courseLink(nil).Probed())
	}
	for _, b := range brokers {
		for _, err := range b.CheckFiles() {
			r.result("login", err, "")
		}
		for _, warning := range b.Warnings() {
			r.line("warn", "broker", warning)
		}
	}
	unlock, err := lock(a.Config.State.File, a.Log)
	if err != nil {
		r.line("skip", "pins", err.Error())
		r.line("skip", "broker", err.Error())
		return r.err()
	}
	defer unlock()
	a.checkPins(&r)
	for _, b := range brokers {
		for _, server := range b.Servers {
			r.result("broker "+server, b.Probe(ctx, server), "knows the lamp as "+b.ClientID+" and lets it be seen")
		}
	}
	return r.err()
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

// writable tries to make a file beside name.
func writable(name string) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".check-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// report writes a line about each thing that was checked.
type report struct {
	w      io.Writer
	failed int
}

// result writes what was found about a thing.
func (r *report) result(thing string, err error, good string) {
	if err != nil {
		r.failed++
		r.line("FAIL", thing, err.Error())
		return
	}
	r.line("ok", thing, good)
}

func (r *report) line(mark, thing, text string) {
	fmt.Fprintf(r.w, "%-4s  %s: %s\n", mark, thing, strings.ReplaceAll(text, "\n", "\n      "))
}

// err says how many things are wrong.
func (r *report) err() error {
	switch r.failed {
	case 0:
		return nil
	case 1:
		return errors.New("check: one thing is wrong")
	}
	return fmt.Errorf("check: %d things are wrong", r.failed)
}
