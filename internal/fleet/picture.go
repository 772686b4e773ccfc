package fleet

import (
	"maps"
	"slices"
	"time"

	"lampd/internal/mqttlink"
	"lampd/internal/wire"
)

// picture is all that is known of the lamps. It belongs to the owner; it reads
// no clock and does no I/O.
type picture struct {
	link    Link
	settled bool
	session int // counts the ends of the connection
	lamps   map[string]*entry
	rolls   map[*roll]bool // under way
}

func newPicture() picture { return picture{lamps: map[string]*entry{}, rolls: map[*roll]bool{}} }

// hear takes in a message and returns what happened, if anything did.
func (p *picture) hear(m mqttlink.Message, now time.Time) (Event, bool) {
	what, id := wire.Heard(m.Topic)
	if id == "" {
		return Event{}, false
	}
	e := Event{Time: now, Retained: m.Retained}
	l, known := p.lamps[id]
	if !known {
		l = &entry{Lamp: Lamp{ID: id, Since: now, Before: true}}
	}
	var news bool
	switch what {
	case "presence":
		e.Kind = PresenceEvent
		l.session = p.session
		if !p.called(id, m) {
			news = l.present(string(m.Payload), e)
		}
	case "state":
		e.Kind, news = StateEvent, l.stated(m.Payload, e)
	case "info":
		e.Kind, news = InfoEvent, l.informed(m.Payload)
	case "reply":
		e.Kind = ReplyEvent
		if r, err := wire.DecodeReply(m.Payload); err == nil {
			e.Reply, news = &r, true
		}
	}
	if l.nothing() {
		delete(p.lamps, id)
		e.Kind, news = GoneEvent, known
	} else {
		p.lamps[id] = l
	}
	e.Lamp = l.Lamp
	return e, news
}

// linked takes in how the connection is and tells whether it has just come. What
// is heard after its end belongs to the next session, whose first messages come
// before the word that it is up.
func (p *picture) linked(s Link) (up bool) {
	if p.link.Connected && !s.Connected {
		p.session++
		p.settled = false
	}
	up = s.Connected && !p.link.Connected
	p.link = s
	return up
}

// settle ends the arrival of what the broker keeps: a lamp whose presence was
// not among it has none any more.
func (p *picture) settle(now time.Time) []Event {
	p.settled = true
	var events []Event
	for _, id := range slices.Sorted(maps.Keys(p.lamps)) {
		l := p.lamps[id]
		e := Event{Time: now, Kind: PresenceEvent}
		if l.session != p.session && l.turn(Absent, e) {
			e.Lamp = l.Lamp
			events = append(events, e)
		}
	}
	return append(events, Event{Time: now, Kind: SettledEvent})
}

// snapshot returns a copy.
func (p *picture) snapshot() Snapshot {
	s := Snapshot{Link: p.link, Settled: p.settled, Lamps: make([]Lamp, 0, len(p.lamps))}
	for _, id := range slices.Sorted(maps.Keys(p.lamps)) {
		s.Lamps = append(s.Lamps, p.lamps[id].Lamp)
	}
	return s
}
