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
	print := newPlain(w.stdout).print
	if c.JSON {
		print = json.NewEncoder(w.stdout).Encode
	}
	hidden := map[string]bool{} // not shown, as far as was known
	n := fleet.News{Events: snapshot.Events(time.Now())}
	for ok := true; ok; {
		if n.Lost > 0 {
			fmt.Fprintf(w.stderr, "lampctl: this output was too slow: %d events are missing\n", n.Lost)
		}
		for _, e := range n.Events {
			events := []fleet.Event{e}
			switch id := e.Lamp.ID; {
			case id != "" && !c.shows(e.Lamp):
				hidden[id] = true
				continue
			case hidden[id]: // now its name or its groups are known
				delete(hidden, id)
				events = e.Lamp.Events(e.Time)
			}
			for _, e := range events {
				if err := print(e); err != nil {
					return err
				}
			}
		}
		n = fleet.News{}
		select {
		case <-ctx.Done():
			return nil
		case text := <-rolled:
			fmt.Fprintln(w.stderr, text)
		case n, ok = <-news:
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
