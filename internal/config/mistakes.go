package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Mistake is one thing that is wrong in a configuration file.
type Mistake struct {
	File string // as it was named
	Line int    // from 1; 0 when the file could not be read at all
	Key  string // dotted, like "broker.keepalive"; empty when no key is to blame
	Text string // what is wrong with it
}

// Error is the mistake in one line: FILE:LINE: key: text.
func (m Mistake) Error() string {
	var b strings.Builder
	b.WriteString(m.File)
	if m.Line > 0 {
		fmt.Fprintf(&b, ":%d", m.Line)
	}
	if m.Key != "" {
		b.WriteString(": " + m.Key)
	}
	b.WriteString(": " + m.Text)
	return b.String()
}

// Mistakes is everything that is wrong in a configuration file, in the order
// of its lines. It is the error of Load: the process exits with 78.
type Mistakes []Mistake

// Error has one line for each mistake.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.Error()
	}
	return strings.Join(lines, "\n")
}

// sorted puts the mistakes into the order of the file.
func (ms Mistakes) sorted() Mistakes {
	slices.SortStableFunc(ms, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Key, b.Key))
	})
	return ms
}
