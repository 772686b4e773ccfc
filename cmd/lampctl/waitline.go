package main

import (
	"fmt"
	"io"
	"time"
)

// waitLine says how many lamps have answered, when that takes longer than a
// second: in a terminal in place, else each second.
type waitLine struct {
	out    io.Writer
	screen *screen
	next   time.Time // nothing is said before
}

// waiting starts to wait.
func waiting(out io.Writer) *waitLine {
	return &waitLine{out: out, screen: screenOf(out), next: time.Now().Add(time.Second)}
}

// show says how far it is.
func (l *waitLine) show(answered, expected int) {
	if time.Now().Before(l.next) {
		return
	}
	text := fmt.Sprintf("%d of %d lamps have answered ...", answered, expected)
	if expected == 0 {
		text = "no lamp of this name has answered yet ..."
	}
	if l.screen != nil {
		l.screen.draw([]string{text})
		return
	}
	l.next = time.Now().Add(time.Second)
	fmt.Fprintln(l.out, text)
}

// clear takes away what stands in a terminal.
func (l *waitLine) clear() {
	if l.screen != nil && l.screen.lines > 0 {
		l.screen.draw([]string{""})
		fmt.Fprint(l.out, showCursor)
	}
}
