package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"lampd/internal/fleet"
)

type setCmd struct {
	Names []string `arg:"" name:"name" help:"Ids of lamps, groups, or \"all\"."`

	On         bool   `xor:"power" help:"Turn on."`
	Off        bool   `xor:"power" help:"Turn off."`
	Toggle     bool   `xor:"power" help:"Turn on what is off, and off what is on."`
	Brightness string `placeholder:"N|N%" help:"0 to 255, or a percentage."`
	Color      string `xor:"color" placeholder:"C" help:"A CSS colour name, #rgb, #rrggbb, \"H,S\" (0-360,0-100) or rgb(R,G,B)."`
	Temp       int    `xor:"color" placeholder:"K" help:"Colour temperature, 2000 to 6535 kelvin."`
	Effect     string `placeholder:"E" help:"candle, rainbow, breathe ...; off ends it."`
	Transition string `placeholder:"D" help:"Length of the fade: 2s, 400ms, or seconds."`
	Sync       bool   `help:"Start everywhere at one instant, half a second ahead; clocks must be right."`
	JSON       bool   `name:"json" help:"One line of JSON for every lamp."`

	connection
}

// Help is what --help says below the flags.
func (setCmd) Help() string {
	return `Examples:
  lampctl set desk --color orange --brightness 40%
  lampctl set desk shelf --off --transition 5s
  lampctl set all --effect candle --sync
  lampctl set study --temp 2700 --json

The exit status is 1 if a lamp did not do it.`
}

// Run sends the command and prints what became of it at each lamp.
func (s setCmd) Run(w *world) error {
	command, err := s.command()
	if err != nil {
		return usageError{err}
	}
	wait := waiting(w.stderr)
	order := fleet.Order{To: s.Names, Command: command, Progress: wait.show}
	if s.Sync {
		order.Lead = syncLead
	}
	var outcomes []fleet.Outcome
	err = s.with(w.ctx, s.Names, func(ctx context.Context, f *fleet.Fleet) (err error) {
		outcomes, err = f.Send(ctx, order)
		return err
	})
	wait.clear()
	if err != nil {
		return err
	}
	print := func(o fleet.Outcome) error { _, err := fmt.Fprintln(w.stdout, outcomeLine(o)); return err }
	if s.JSON {
		encoder := json.NewEncoder(w.stdout)
		print = func(o fleet.Outcome) error { return encoder.Encode(o) }
	}
	failed := false
	for _, o := range outcomes {
		if err := print(o); err != nil {
			return err
		}
		failed = failed || o.Result != fleet.Done
	}
	if failed {
		return errSilent
	}
	return nil
}

// syncLead is how far ahead the start of --sync is: time enough for the command
// to reach every lamp.
const syncLead = 500 * time.Millisecond

// command makes the flags a command.
func (s setCmd) command() (c fleet.Command, err error) {
	if !s.On && !s.Off && !s.Toggle && s.Brightness+s.Color+s.Effect+s.Transition == "" && s.Temp == 0 {
		return c, errors.New("nothing is asked for: see lampctl set --help")
	}
	power := ""
	switch {
	case s.On:
		power = "on"
	case s.Off:
		power = "off"
	case s.Toggle:
		power = "toggle"
	}
	for _, p := range []struct{ property, text string }{
		{"state", power}, {"brightness", s.Brightness}, {"color", s.Color}, {"effect", s.Effect},
	} {
		if p.text == "" {
			continue
		}
		if err := fleet.SetProperty(&c, p.property, p.text); err != nil {
			return c, fmt.Errorf("--%w", err)
		}
	}
	if s.Temp != 0 {
		if s.Temp < 2000 || s.Temp > 6535 {
			return c, fmt.Errorf("--temp: %d is outside 2000..6535 kelvin", s.Temp)
		}
		c.Mireds = new(1e6 / float64(s.Temp))
	}
	if s.Transition != "" {
		if c.Transition, err = seconds(s.Transition); err != nil {
			return c, fmt.Errorf("--transition: %w", err)
		}
	}
	return c, nil
}

// seconds reads a length of time: with its unit, or in seconds.
func seconds(text string) (*time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil { // a bare number
		d, err = time.ParseDuration(text + "s")
	}
	if err != nil || d < 0 || d > 6553*time.Second {
		return nil, fmt.Errorf("%q is not a length of time from 0 to 6553s, like 2s or 400ms", text)
	}
	return &d, nil
}

// outcomeLine says for people what became of a command at one lamp.
func outcomeLine(o fleet.Outcome) string {
	text := ""
	switch o.Result {
	case fleet.Done:
		text = "done"
		if o.State != nil {
			text = fleet.Describe(*o.State)
		}
	case fleet.Refused:
		text = "refused: " + o.Reason
	case fleet.Away:
		text = "offline"
	case fleet.Silent:
		text = "online, but no answer came: the broker's access list may drop commands to it"
	case fleet.Unknown:
		text = "no lamp and no group of this name is known"
	}
	return o.ID + ": " + printable(text)
}
