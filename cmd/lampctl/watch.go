package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"lampd/internal/fleet"
)

type watchCmd struct {
	Names    []string `arg:"" optional:"" name:"name" help:"Only lamps of this id, of this group, or with this in their id or name."`
	Sort     string   `enum:"id,presence,changed" default:"id" help:"Order of the table: id, presence (who is away first) or changed (latest first)."`
	Rollcall bool     `help:"Ask every lamp whether it lives, which mends presences that are stale."`
	JSON     bool     `name:"json" help:"One line of JSON for every event."`

	connection
}

// Help is what --help says below the flags.
func (watchCmd) Help() string {
	return `In a terminal: a table that follows the lamps. Arrows, Page Up and Page Down
move it, s changes its order, r takes a roll call, q or Ctrl-C leaves.
Elsewhere: a line for every event.

Examples:
  lampctl watch
  lampctl watch kitchen --sort changed
  lampctl watch --json | jq 'select(.event == "presence") | .id + " " + .presence'`
}

// Run watches until Ctrl-C.
func (c watchCmd) Run(w *world) error {
	return c.with(w.ctx, nil, func(ctx context.Context, f *fleet.Fleet) error {
		if s := screenOf(w.stdout); s != nil && !c.JSON {
			return c.table(ctx, f, s)
		}
		return c.lines(ctx, w, f)
	})
}

// shows tells whether a lamp is one of those that are asked for.
func (c watchCmd) shows(l fleet.Lamp) bool {
	return len(c.Names) == 0 || slices.ContainsFunc(c.Names, func(name string) bool {
		return l.In(name) || strings.Contains(l.ID, name) || strings.Contains(strings.ToLower(l.Name()), strings.ToLower(name))
	})
}

// lines prints a line for every event.
func (c watchCmd) lines(ctx context.Context, w *world, f *fleet.Fleet) error {
	snapshot, news, err := f.Watch(ctx)
	if err != nil {
		return err
	}
	rolled := make(chan string, 1)
	if c.Rollcall {
		go func() { rolled <- c.rollCall(ctx, f) }()
	}
	p := printer{shows: c.shows, hidden: map[string]bool{}, print: newPlain(w.stdout).print}
	if c.JSON {
		p.print = json.NewEncoder(w.stdout).Encode
	}
	err = p.all(snapshot.Events(time.Now()))
	for err == nil {
		select {
		case <-ctx.Done():
			return nil
		case text := <-rolled:
			fmt.Fprintln(w.stderr, text)
		case n, ok := <-news:
			if !ok {
				return nil
			}
			if n.Lost > 0 {
				fmt.Fprintf(w.stderr, "lampctl: this output was too slow: %d events are missing\n", n.Lost)
			}
			err = p.all(n.Events)
		}
	}
	return err
}

// printer prints the events of some lamps.
type printer struct {
	shows  func(fleet.Lamp) bool
	hidden map[string]bool // ids of lamps that are not shown, as far as is known
	print  func(event any) error
}

// all prints events. Of a lamp that turns out to be one of those that are shown,
// when its name and its groups are known, it prints all that came before.
func (p *printer) all(events []fleet.Event) error {
	for _, e := range events {
		id := e.Lamp.ID
		now := []fleet.Event{e}
		if id != "" && !p.shows(e.Lamp) {
			p.hidden[id], now = true, nil
		} else if p.hidden[id] {
			delete(p.hidden, id)
			now = e.Lamp.Events(e.Time)
		}
		for _, e := range now {
			if err := p.print(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// rollCall takes a roll call of the lamps that are shown and says in a line how
// it went.
func (c watchCmd) rollCall(ctx context.Context, f *fleet.Fleet) string {
	s, err := f.Ready(ctx, true)
	var ids []string
	for _, l := range s.Lamps {
		if c.shows(l) {
			ids = append(ids, l.ID)
		}
	}
	var missing []string
	if err == nil && len(ids) > 0 {
		missing, err = f.RollCall(ctx, ids...)
	}
	if err != nil {
		return "roll call: " + err.Error()
	}
	text := fmt.Sprintf("roll call: %d of %d lamps answered", len(ids)-len(missing), len(ids))
	if len(missing) > 0 {
		text += "; no answer from " + strings.Join(missing, ", ")
	}
	return text
}
