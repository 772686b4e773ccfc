package fleet

import (
	"time"

	"lampd/internal/mqttlink"
	"lampd/internal/wire"
)

// Kind says what an event is about.
type Kind string

// The kinds of event.
const (
	PresenceEvent Kind = "presence" // a lamp came, went, or was first heard of
	StateEvent    Kind = "state"    // a lamp was asked for something else, or told its state again
	InfoEvent     Kind = "info"     // a lamp told about itself
	ReplyEvent    Kind = "reply"    // a lamp answered a command
	GoneEvent     Kind = "gone"     // everything about a lamp was removed from the broker
	LinkEvent     Kind = "link"     // the connection to the broker came or went
	SettledEvent  Kind = "settled"  // what the broker keeps has arrived
)

// Reply is a lamp's answer to a command.
type Reply = wire.Reply

// Link is how the connection to the broker is.
type Link = mqttlink.Status

// Event is one thing that happened.
type Event struct {
	Time     time.Time
	Kind     Kind
	Lamp     Lamp   // as it is after the event; of a LinkEvent and a SettledEvent none
	Retained bool   // it happened before: the broker had kept the message
	Reply    *Reply // of a ReplyEvent
	Link     *Link  // of a LinkEvent
}

// Snapshot is everything that is known at one instant.
type Snapshot struct {
	Link    Link
	Settled bool   // what the broker keeps has arrived since the connection came
	Lamps   []Lamp // by id
}

// News is what has happened since a consumer last looked.
type News struct {
	Events []Event // oldest first
	Lost   int     // so many events before these were dropped: take a new Snapshot
}

// mostNews is how many events wait for one consumer.
const mostNews = 20_000

// then returns the news with an event added.
func (n News) then(e Event) News {
	if len(n.Events) >= mostNews {
		n.Lost += len(n.Events)
		n.Events = nil
	}
	n.Events = append(n.Events, e)
	return n
}

// mailbox holds the news for one consumer. The owner never waits for it.
type mailbox chan News

// put adds an event. Only the owner may call it.
func (m mailbox) put(e Event) {
	var n News
	select {
	case n = <-m:
	default:
	}
	m <- n.then(e)
}

// Events returns a snapshot as the events that tell all of it, for a consumer
// who comes late.
func (s Snapshot) Events(now time.Time) []Event {
	events := []Event{{Time: now, Kind: LinkEvent, Link: &s.Link}}
	for _, l := range s.Lamps {
		events = append(events, l.Events(now)...)
	}
	if s.Settled {
		events = append(events, Event{Time: now, Kind: SettledEvent})
	}
	return events
}

// Events returns a lamp as the events that tell all of it.
func (l Lamp) Events(now time.Time) (events []Event) {
	for _, about := range []struct {
		kind Kind
		is   bool
	}{{PresenceEvent, l.Presence != Absent}, {StateEvent, l.State != nil}, {InfoEvent, l.Info != nil}} {
		if about.is {
			events = append(events, Event{Time: now, Kind: about.kind, Lamp: l, Retained: true})
		}
	}
	return events
}
