package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lampd/internal/fleet"
)

// table is a view of lamps as lines of text. It does no I/O and reads no clock.
type table struct {
	palette
	lamps []fleet.Lamp // those that are shown, in the order of sort
	link  fleet.Link
	sort  string
	top   int    // the first lamp on show
	note  string // the last thing to say
}

// column is one column of the table.
type column struct {
	title string
	width int
	cell  func(t *table, l fleet.Lamp, now time.Time, width int) string // of that many characters
	rank  int                                                           // the lowest stay where it is narrow
}

// plainCell makes a cell of a text.
func plainCell(text func(l fleet.Lamp, now time.Time) string) func(*table, fleet.Lamp, time.Time, int) string {
	return func(_ *table, l fleet.Lamp, now time.Time, width int) string {
		return pad(printable(text(l, now)), width)
	}
}

// columns are all there are, from left to right. The first is as wide as the
// longest id.
var columns = []column{
	{"LAMP", 0, (*table).lampCell, 0},
	{"SINCE", 6, plainCell(sinceText), 3},
	{"LIGHT", 10, (*table).lightCell, 1},
	{"", 22, plainCell(lightText), 2},
	{"BY", 14, plainCell(func(l fleet.Lamp, _ time.Time) string { return clientOf(l) }), 5},
	{"CHANGED", 7, plainCell(changedText), 6},
	{"FLAGS", 16, (*table).flagsCell, 4},
	{"VERSION", 12, plainCell(func(l fleet.Lamp, _ time.Time) string { return infoOf(l).Version }), 7},
	{"BOARD", 26, plainCell(func(l fleet.Lamp, _ time.Time) string { return infoOf(l).Board }), 8},
}

// lines returns the table for a screen.
func (t *table) lines(width, height int, now time.Time) []string {
	shown := t.fit(width)
	rows := max(height-3, 1)
	t.top = max(0, min(t.top, len(t.lamps)-rows))
	title := ""
	for _, c := range shown {
		title += pad(c.title, c.width) + "  "
	}
	lines := []string{t.headline(width, now), t.dim(cut(strings.TrimRight(title, " "), width))}
	for _, l := range t.lamps[t.top:min(t.top+rows, len(t.lamps))] {
		var cells []string
		for _, c := range shown {
			cells = append(cells, c.cell(t, l, now, c.width))
		}
		lines = append(lines, strings.Join(cells, "  "))
	}
	return append(lines, t.footline(width, rows))
}

// fit returns the columns that the width has room for.
func (t *table) fit(width int) []column {
	all := slices.Clone(columns)
	all[0].width = len("LAMP") + 2
	for _, l := range t.lamps {
		all[0].width = max(all[0].width, len(l.ID)+2)
	}
	for total := func() (n int) {
		for _, c := range all {
			n += c.width + 2
		}
		return n - 2
	}; total() > width && len(all) > 1; {
		last := slices.MaxFunc(all, func(a, b column) int { return cmp.Compare(a.rank, b.rank) })
		all = slices.DeleteFunc(all, func(c column) bool { return c.rank == last.rank })
	}
	return all
}

// headline says how the connection is and how many lamps are there.
func (t *table) headline(width int, now time.Time) string {
	count := map[fleet.Presence]int{}
	for _, l := range t.lamps {
		count[l.Presence]++
	}
	text := fmt.Sprintf("%d online, %d offline  %s", count[fleet.Online], len(t.lamps)-count[fleet.Online], linkText(t.link))
	text = cut(printable(text), width)
	if !t.link.Connected {
		return t.paint(text, red)
	}
	return text
}

// footline says which lamps are on show and what to press, or what there is to
// say.
func (t *table) footline(width, rows int) string {
	text := "q quit  s sort: " + t.sort + "  r roll call"
	if len(t.lamps) > rows {
		text = fmt.Sprintf("%d-%d of %d  ", t.top+1, min(t.top+rows, len(t.lamps)), len(t.lamps)) + text
	}
	if t.note != "" {
		text = t.note + "  " + text
	}
	return t.dim(cut(printable(text), width))
}

var (
	red   = rgb{0.9, 0.3, 0.3}
	green = rgb{0.3, 0.8, 0.4}
)

// lampCell is the presence as a sign, and the id.
func (t *table) lampCell(l fleet.Lamp, _ time.Time, width int) string {
	sign := t.paint("○", red)
	if l.Presence == fleet.Online {
		sign = t.paint("●", green)
	}
	return sign + " " + pad(l.ID, width-2)
}

// lightCell is the light as a bar.
func (t *table) lightCell(l fleet.Lamp, _ time.Time, width int) string {
	switch {
	case l.State == nil:
		return pad("", width)
	case !l.State.Lit():
		return t.bar(width, 0, rgb{})
	case l.State.Mode == "onoff":
		return t.bar(width, 1, fleet.Color(l.State.State))
	}
	return t.bar(width, l.State.Brightness, fleet.Color(l.State.State))
}

// flagsCell is what somebody should look after.
func (t *table) flagsCell(l fleet.Lamp, now time.Time, width int) string {
	return t.paint(pad(strings.Join(l.Flags(now), " "), width), red)
}

// pad makes a text without escape sequences exactly so long.
func pad(text string, width int) string {
	text = cut(text, width)
	return text + strings.Repeat(" ", width-utf8.RuneCountInString(text))
}
