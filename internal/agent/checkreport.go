package agent

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// report writes a line about each thing that was checked.
type report struct {
	w      io.Writer
	failed int
}

// result writes what was found about a thing.
func (r *report) result(thing string, err error, good string) {
	if err != nil {
		r.failed++
		r.line("FAIL", thing, err.Error())
		return
	}
	r.line("ok", thing, good)
}

func (r *report) line(mark, thing, text string) {
	fmt.Fprintf(r.w, "%-4s  %s: %s\n", mark, thing, strings.ReplaceAll(text, "\n", "\n      "))
}

// err says how many things are wrong.
func (r *report) err() error {
	switch r.failed {
	case 0:
		return nil
	case 1:
		return errors.New("check: one thing is wrong")
	}
	return fmt.Errorf("check: %d things are wrong", r.failed)
}
