package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"lampd/internal/fleet"
)

// stage shows simulated lamps as bars in a terminal, or else as a line for
// each new state.
type stage struct {
	out    io.Writer
	screen *screen
	lamps  []*simulated
	told   []*fleet.Report // of each lamp, where there is no terminal
	width  int             // of the longest id
}

func newStage(out io.Writer, lamps []*simulated) *stage {
	s := &stage{out: out, screen: screenOf(out), lamps: lamps, told: make([]*fleet.Report, len(lamps))}
	for _, l := range lamps {
		s.width = max(s.width, len(l.ID))
	}
	return s
}

// perSecond is how often the bars are drawn at most.
const perSecond = 30

// run shows what has changed until ctx is done.
func (s *stage) run(ctx context.Context, dirty <-chan struct{}) {
	if s.screen != nil {
		defer s.screen.leave()
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-dirty:
		}
		if s.screen == nil {
			s.tell()
			continue
		}
		s.screen.draw(s.bars())
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second / perSecond):
		}
	}
}

// tell writes a line for each lamp with a new state.
func (s *stage) tell() {
	for i, l := range s.lamps {
		if r := l.state.Load(); r != s.told[i] {
			s.told[i] = r
			fmt.Fprintf(s.out, "%-*s  %s\n", s.width, l.ID, fleet.Describe(*r))
		}
	}
}

// bars returns a line for each lamp: its light as it is now, and what it was
// asked for.
func (s *stage) bars() []string {
	columns, _ := s.screen.size()
	var lines []string
	for _, l := range s.lamps {
		var color rgb
		var lightness float64
		if duty := l.duty.Load(); duty != nil {
			color, lightness = mixed(l.Lamp.Kind.Channels(), *duty)
		}
		text := ""
		if r := l.state.Load(); r != nil {
			text = fleet.Describe(*r)
		}
		width := min(40, columns-s.width-2-2-26)
		if width < 8 {
			lines = append(lines, cut(l.ID+" "+text, columns-1))
			continue
		}
		lines = append(lines, fmt.Sprintf("%-*s  %s  %s", s.width, l.ID, s.screen.bar(width, lightness, color), cut(text, 25)))
	}
	return lines
}

// cut shortens a text without escape sequences to a number of characters.
func cut(text string, longest int) string {
	if r := []rune(text); len(r) > longest {
		return string(r[:max(longest-1, 0)]) + "…"
	}
	return text
}
