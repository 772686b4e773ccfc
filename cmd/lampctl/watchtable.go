package main

import (
	"cmp"
	"context"
	"os"
	"slices"
	"strings"
	"time"

	"lampd/internal/fleet"
)

// drawPace is the shortest time between two drawings.
const drawPace = 100 * time.Millisecond

// watching is a table that follows a fleet.
type watching struct {
	watchCmd
	fleet  *fleet.Fleet
	screen *screen
	news   <-chan fleet.News
	keys   <-chan string
	rolled chan string // what to say of a roll call
	lamps  map[string]fleet.Lamp
	view   table
}

// table shows the lamps in a terminal until ctx is done or somebody leaves.
func (c watchCmd) table(ctx context.Context, f *fleet.Fleet, s *screen) error {
	snapshot, news, err := f.Watch(ctx)
	if err != nil {
		return err
	}
	t := watching{watchCmd: c, fleet: f, screen: s, news: news, rolled: make(chan string, 1)}
	t.view = table{palette: s.palette, sort: c.Sort}
	t.take(snapshot)
	if c.Rollcall {
		t.roll(ctx)
	}
	restore := s.full()
	defer restore()
	t.keys = keysOf(os.Stdin)
	return t.run(ctx)
}

// run draws the table soon after anything has happened, and every second for
// the ages in it.
func (t *watching) run(ctx context.Context) error {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	draw := time.NewTimer(0)
	defer draw.Stop()
	for due := true; ; {
		select {
		case <-draw.C:
			t.screen.page(t.lines(t.screen.size()))
			due = false
			continue
		case <-ctx.Done():
			return nil
		case n, ok := <-t.news:
			if !ok {
				return nil
			}
			if err := t.hear(ctx, n); err != nil {
				return err
			}
		case k, ok := <-t.keys:
			if !ok {
				t.keys = nil
			} else if t.press(ctx, k) {
				return nil
			}
		case t.view.note = <-t.rolled:
		case <-second.C:
		}
		if !due {
			draw.Reset(drawPace)
			due = true
		}
	}
}

// take starts from a snapshot.
func (t *watching) take(s fleet.Snapshot) {
	t.lamps = map[string]fleet.Lamp{}
	for _, l := range s.Lamps {
		t.lamps[l.ID] = l
	}
	t.view.link = s.Link
}

// hear takes in what has happened.
func (t *watching) hear(ctx context.Context, n fleet.News) error {
	if n.Lost > 0 {
		s, err := t.fleet.Snapshot(ctx)
		t.take(s)
		return err
	}
	for _, e := range n.Events {
		switch {
		case e.Link != nil:
			t.view.link = *e.Link
		case e.Kind == fleet.GoneEvent:
			delete(t.lamps, e.Lamp.ID)
		case e.Lamp.ID != "":
			t.lamps[e.Lamp.ID] = e.Lamp
		}
	}
	return nil
}

// lines sorts the lamps that are shown and returns the table.
func (t *watching) lines(width, height int) []string {
	t.view.lamps = t.view.lamps[:0]
	for _, l := range t.lamps {
		if t.shows(l) {
			t.view.lamps = append(t.view.lamps, l)
		}
	}
	slices.SortFunc(t.view.lamps, orders[t.view.sort])
	return t.view.lines(width, height, time.Now())
}

// orders are the orders of the table.
var orders = map[string]func(a, b fleet.Lamp) int{
	"id": func(a, b fleet.Lamp) int { return strings.Compare(a.ID, b.ID) },
	"presence": func(a, b fleet.Lamp) int {
		return cmp.Or(cmp.Compare(a.Presence, b.Presence), strings.Compare(a.ID, b.ID))
	},
	"changed": func(a, b fleet.Lamp) int {
		return cmp.Or(b.Changed.Compare(a.Changed), strings.Compare(a.ID, b.ID))
	},
}

// roll takes a roll call beside the table.
func (t *watching) roll(ctx context.Context) {
	t.view.note = "roll call ..."
	go func() { t.rolled <- t.rollCall(ctx, t.fleet) }()
}

// press does what a key means and tells whether it means to leave.
func (t *watching) press(ctx context.Context, key string) (leave bool) {
	_, height := t.screen.size()
	page := max(height-4, 1)
	switch key {
	case "q", "\x03":
		return true
	case "s":
		next := map[string]string{"id": "presence", "presence": "changed", "changed": "id"}
		t.view.sort = next[t.view.sort]
	case "r":
		t.roll(ctx)
	case "k", up:
		t.view.top--
	case "j", down:
		t.view.top++
	case "b", pageUp:
		t.view.top -= page
	case " ", pageDown:
		t.view.top += page
	case "g", home:
		t.view.top = 0
	case "G", end:
		t.view.top = len(t.view.lamps)
	}
	return false
}
