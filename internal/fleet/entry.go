package fleet

import (
	"reflect"

	"lampd/internal/wire"
)

// entry is a lamp and the session in which its presence was last heard.
type entry struct {
	Lamp
	session int
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
