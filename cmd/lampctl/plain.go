package main

import (
	"fmt"
	"io"
	"strings"

	"lampd/internal/fleet"
)

// plain writes events as lines for people.
type plain struct {
	out   io.Writer
	flags map[string]string // of each lamp, as told last
}

func newPlain(out io.Writer) *plain { return &plain{out, map[string]string{}} }

// print writes a line about an event, if it is worth one. What the broker had
// kept carries no time: nobody knows when it was.
func (p *plain) print(event any) error {
	e := event.(fleet.Event)
	text := p.text(e)
	if text == "" {
		return nil
	}
	at := e.Time.Format("15:04:05")
	if e.Retained {
		at = "        "
	}
	if id := e.Lamp.ID; id != "" {
		text = id + ": " + text
	}
	_, err := fmt.Fprintf(p.out, "%s  %s\n", at, printable(text))
	return err
}

// text says what happened, "" when it is not worth a line.
func (p *plain) text(e fleet.Event) string {
	switch e.Kind {
	case fleet.PresenceEvent:
		return e.Lamp.Presence.String()
	case fleet.StateEvent:
		return stateText(e)
	case fleet.InfoEvent:
		flags := strings.Join(e.Lamp.Flags(e.Time), " ")
		if flags == p.flags[e.Lamp.ID] {
			return ""
		}
		p.flags[e.Lamp.ID] = flags
		if flags == "" {
			return "flags: none any more"
		}
		return strings.Join(append([]string{"flags: " + flags}, e.Lamp.Info.Problems...), "; ")
	case fleet.ReplyEvent:
		if e.Reply.Result != "applied" {
			return fmt.Sprintf("%s: %s", e.Reply.Result, e.Reply.Error)
		}
	case fleet.GoneEvent:
		return "removed from the broker"
	case fleet.LinkEvent:
		if !e.Link.Connected && e.Link.Err == nil {
			return "" // it is being made
		}
		return linkText(*e.Link)
	}
	return ""
}

// stateText says what a lamp was asked for, unless that is nothing new.
func stateText(e fleet.Event) string {
	r := e.Lamp.State
	if r == nil || !e.Retained && !e.Lamp.Changed.Equal(e.Time) {
		return ""
	}
	if r.Client == "" {
		return fleet.Describe(*r)
	}
	return fleet.Describe(*r) + " by " + r.Client
}

// linkText says how the connection is.
func linkText(l fleet.Link) string {
	text := "connected to " + l.Server
	if !l.Connected {
		text = "not connected"
		if l.Err != nil {
			text += ": " + l.Err.Error()
		}
	}
	return strings.Join(append([]string{text}, l.Problems...), "; ")
}
