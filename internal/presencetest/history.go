package presencetest

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Kind says what an Event is.
type Kind string

// What happens to a lamp, to its way to the broker, to the broker, and what is
// seen of it.
const (
	Start     Kind = "the lamp starts"
	Stop      Kind = "the lamp is asked to stop"
	End       Kind = "the lamp has ended"
	Freeze    Kind = "the lamp is frozen"
	Thaw      Kind = "the lamp goes on"
	Connected Kind = "the lamp says: connected"
	Away      Kind = "the lamp says: not connected"
	Rival     Kind = "the lamp says: not connected, another client has my id"

	Stall  Kind = "nothing passes"
	Resume Kind = "what was held back passes"
	Forget Kind = "the connections are forgotten"
	Reset  Kind = "the connections are cut"

	BrokerEnd    Kind = "the broker ends"
	BrokerKeeps  Kind = "the broker is back and remembers"
	BrokerBlank  Kind = "the broker is back and remembers nothing"
	NodeEnd      Kind = "one of the brokers ends"
	NodeBack     Kind = "all brokers are there"
	Foreign      Kind = "another client publishes"
	Robbed       Kind = "another client takes the client id over"
	Disturb      Kind = "the presence is disturbed"
	WatcherUp    Kind = "the watcher is there"
	WatcherDown  Kind = "the watcher has lost the broker"
	Seen         Kind = "the watcher sees"
	SeenRetained Kind = "the watcher finds"
	Fresh        Kind = "a fresh reader finds"
)

// Event is one thing that happened.
type Event struct {
	At    time.Duration // after the beginning of the history
	Kind  Kind
	Text  string        // the payload, or what it was
	Until time.Duration // of a Disturb: when what it brings about has come
}

// String is one line for a person.
func (e Event) String() string {
	s := fmt.Sprintf("%12.4fs  %s", e.At.Seconds(), e.Kind)
	switch e.Kind {
	case Foreign, Seen, SeenRetained, Fresh:
		return s + fmt.Sprintf(" %.40q", e.Text)
	case Disturb:
		return s + ": " + e.Text
	}
	return s
}

// History is what happened, in its order.
type History struct {
	mu     sync.Mutex
	start  time.Time
	events []Event
}

// NewHistory returns an empty history that begins now.
func NewHistory() *History { return &History{start: time.Now()} }

// Add writes down what happens now.
func (h *History) Add(k Kind, text string) { h.AddUntil(k, text, 0) }

// AddUntil writes down what happens now and goes on for a while.
func (h *History) AddUntil(k Kind, text string, while time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Since(h.start)
	h.events = append(h.events, Event{now, k, text, now + while})
}

// Events returns what happened so far.
func (h *History) Events() []Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]Event(nil), h.events...)
}

// Print returns the events for a person to read.
func Print(events []Event) string {
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintln(&b, e)
	}
	return b.String()
}
