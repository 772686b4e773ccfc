package fleet

import (
	"maps"
	"reflect"
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

// entry is a lamp and the session in which its presence was last heard.
type entry struct {
	Lamp
	session int
}

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

// nothing tells whether there is no word of the lamp left.
func (l *entry) nothing() bool { return l.Presence == Absent && l.State == nil && l.Info == nil }

// present takes in a presence: anything but a 1 is a 0, and nothing at all is
// no word about it.
func (l *entry) present(payload string, e Event) bool {
	p := Offline
	switch payload {
	case "1":
		p = Online
	case "":
		p = Absent
	}
	return l.turn(p, e)
}

// turn changes the presence and tells whether that is news.
func (l *entry) turn(p Presence, e Event) bool {
	if p == l.Presence {
		return false
	}
	l.Before = e.Retained && l.Before
	l.Presence = p
	l.Since = e.Time
	return true
}

// stated takes in a state. One that is told again unchanged is news too: it
// answers a command that changed nothing.
func (l *entry) stated(payload []byte, e Event) bool {
	if len(payload) == 0 {
		l.State = nil
		return true
	}
	r, err := wire.DecodeState(payload)
	if err != nil {
		return false
	}
	if changed := l.State == nil || l.State.State != r.State; changed && !e.Retained {
		l.Changed = e.Time
	}
	l.State = &r
	return true
}

// informed takes in an info and tells whether it says anything new.
func (l *entry) informed(payload []byte) bool {
	if len(payload) == 0 {
		l.Info = nil
		return true
	}
	i, err := wire.DecodeInfo(payload)
	if err != nil || l.Info != nil && reflect.DeepEqual(*l.Info, i) {
		return false
	}
	l.Info = &i
	return true
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
