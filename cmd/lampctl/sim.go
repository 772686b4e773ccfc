package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"lampd/internal/config"
	"lampd/internal/fleet"
)

type simCmd struct {
	N      int      `short:"n" default:"10" help:"How many lamps, 1 to 10000."`
	Kinds  []string `placeholder:"KIND" default:"rgb" help:"Kinds of lamp, given out in turn: onoff, dimmer, cct, rgb, rgbw, rgbww."`
	Groups []string `placeholder:"GROUP" help:"Groups, given out in turn."`
	Prefix string   `default:"sim" help:"The lamps are PREFIX-1, PREFIX-2 and so on."`

	connection
}

// Help is what --help says below the flags.
func (simCmd) Help() string {
	return `The lamps run the agent that runs on a Raspberry Pi, less the pins and the
files, all in this one program: to rehearse an installation, or to load a
broker.

Examples:
  lampctl sim -n 12 --kinds rgb,cct,dimmer --groups kitchen,hall
  lampctl sim -n 1000 --broker mqtt://127.0.0.1:1884`
}

// Run is the lamps until Ctrl-C.
func (s simCmd) Run(w *world) error {
	lamps, err := s.lamps()
	if err != nil {
		return err
	}
	var p progress
	group, ctx := errgroup.WithContext(w.ctx)
	for _, l := range lamps {
		l.status = p.watch()
	}
	group.Go(func() error {
		for _, l := range lamps {
			group.Go(func() error { return l.run(ctx, slog.New(slog.DiscardHandler)) })
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(startPace):
			}
		}
		return nil
	})
	group.Go(func() error { p.show(ctx, w.stdout, len(lamps)); return nil })
	return group.Wait()
}

// startPace is the time between the starts of two lamps, so that a broker's
// queue of new connections holds them.
const startPace = time.Millisecond

// lamps makes the lamps of the flags.
func (s simCmd) lamps() ([]*simulated, error) {
	if s.N < 1 || s.N > 10000 {
		return nil, usageError{fmt.Errorf("-n: %d is outside 1..10000", s.N)}
	}
	broker, err := s.options()
	if err != nil {
		return nil, err
	}
	lamps := make([]*simulated, s.N)
	digits := len(fmt.Sprint(s.N))
	for i := range lamps {
		id := fmt.Sprintf("%s-%0*d", s.Prefix, digits, i+1)
		groups := []string{}
		if len(s.Groups) > 0 {
			groups = append(groups, s.Groups[i%len(s.Groups)])
		}
		c, err := config.Simulated(id, fmt.Sprintf("Simulated lamp %d", i+1), s.Kinds[i%len(s.Kinds)], groups, broker)
		if err != nil {
			return nil, usageError{err}
		}
		lamps[i] = &simulated{Config: c}
	}
	return lamps, nil
}

// progress counts the lamps that are connected.
type progress struct {
	online atomic.Int64
	reason atomic.Pointer[error] // of the last one that was not
}

// watch returns what one lamp tells of its connection.
func (p *progress) watch() func(fleet.Link) {
	was := false
	return func(l fleet.Link) {
		if l.Err != nil {
			p.reason.Store(&l.Err)
		}
		if l.Connected == was {
			return
		}
		if was = l.Connected; was {
			p.online.Add(1)
		} else {
			p.online.Add(-1)
		}
	}
}

// show says how many of the lamps are online whenever that has changed: at most
// once a second, in a terminal ten times.
func (p *progress) show(ctx context.Context, out io.Writer, all int) {
	line, pace := func(text string) { fmt.Fprintln(out, text) }, time.Second
	if s := screenOf(out); s != nil {
		defer s.leave()
		line, pace = func(text string) { s.draw([]string{text}) }, time.Second/10
	}
	began, told := time.Now(), ""
	for {
		if text := p.text(all); text != told {
			told = text
			line(fmt.Sprintf("%s after %s", text, time.Since(began).Round(time.Second/10)))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pace):
		}
	}
}

// text says how many are online, and when none is, why.
func (p *progress) text(all int) string {
	online := p.online.Load()
	text := fmt.Sprintf("%d of %d lamps online", online, all)
	if reason := p.reason.Load(); online == 0 && reason != nil {
		text += ": " + (*reason).Error()
	}
	return text
}
