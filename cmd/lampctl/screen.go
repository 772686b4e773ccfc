package main

import (
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"
)

// screen is a terminal, or "not a terminal" when it is nil.
type screen struct {
	out   *os.File
	lines int // drawn by the last draw
	palette
}

// screenOf returns the terminal that w is, nil when it is none.
func screenOf(w io.Writer) *screen {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || !prepare(f) {
		return nil
	}
	return &screen{out: f, palette: paletteOf()}
}

// size returns the columns and rows of the terminal.
func (s *screen) size() (columns, rows int) {
	columns, rows, err := term.GetSize(int(s.out.Fd()))
	if err != nil || columns < 1 || rows < 1 {
		return 80, 24
	}
	return columns, rows
}

// What terminals understand (ECMA-48, xterm).
const (
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"
	toStart    = "\r"
	clearRight = "\x1b[K"
	clearBelow = "\x1b[J"
)

// draw puts lines in place of those that it drew before. Each must fit into
// the width, and all of them into the height.
func (s *screen) draw(lines []string) {
	var b strings.Builder
	b.WriteString(hideCursor + toStart)
	if s.lines > 1 {
		b.WriteString("\x1b[" + strconv.Itoa(s.lines-1) + "A")
	}
	for i, line := range lines {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(line + clearRight)
	}
	b.WriteString(clearBelow)
	s.lines = len(lines)
	_, _ = s.out.WriteString(b.String()) // a terminal that is gone ends the program by a signal
}

// leave goes to a line of its own below what was drawn.
func (s *screen) leave() {
	text := showCursor
	if s.lines > 0 {
		text += "\n"
	}
	s.lines = 0
	_, _ = s.out.WriteString(text)
}

// full takes the whole terminal, its keys included, and returns what gives it
// back.
func (s *screen) full() (restore func()) {
	in := int(os.Stdin.Fd())
	before, err := term.MakeRaw(in)
	_, _ = s.out.WriteString("\x1b[?1049h\x1b[?7l" + hideCursor) // other buffer, no wrapping
	return func() {
		_, _ = s.out.WriteString("\x1b[?7h\x1b[?1049l" + showCursor)
		if err == nil {
			_ = term.Restore(in, before)
		}
	}
}

// page puts lines on the whole terminal.
func (s *screen) page(lines []string) {
	_, _ = s.out.WriteString("\x1b[H" + strings.Join(lines, clearRight+"\r\n") + clearRight + clearBelow)
}
