package fleet

import (
	"time"

	"lampd/internal/lamp"
	"lampd/internal/wire"
)

// Presence is what the broker says about a lamp's connection.
type Presence int

// The presences. Readers take Absent for Offline; it is kept apart because a
// broker may have forgotten, or may send nothing to those who subscribe by a
// wildcard.
const (
	Absent  Presence = iota // no word about it
	Offline                 // 0
	Online                  // 1
)

// String returns "absent", "offline" or "online".
func (p Presence) String() string { return [...]string{"absent", "offline", "online"}[p] }

// Info is what a lamp tells about itself.
type Info = wire.Info

// Lamp is what is known of one lamp. It is a value; what it points to is never
// changed.
type Lamp struct {
	ID       string
	Presence Presence
	// Since is when Presence took its value, by this machine's clock. With
	// Before it had it already when it was first heard of, then.
	Since  time.Time
	Before bool

	State   *Report   // nil: not heard of
	Changed time.Time // when State last changed; zero: it has not since it was first heard of
	Info    *Info     // nil: not heard of
}

// Name returns what people call the lamp: its name, else its id.
func (l Lamp) Name() string {
	if l.Info != nil && l.Info.Name != "" {
		return l.Info.Name
	}
	return l.ID
}

// In tells whether a command to a name reaches the lamp: its id, one of its
// groups, or "all".
func (l Lamp) In(name string) bool {
	if name == l.ID || name == "all" {
		return true
	}
	if l.Info != nil {
		for _, group := range l.Info.Groups {
			if group == name {
				return true
			}
		}
	}
	return false
}

// doubtfulAfter is the age of an info that makes its lamp's 1 doubtful: lamps
// tell it every ten minutes.
const doubtfulAfter = 25 * time.Minute

// Flags returns a word for each thing that somebody should look after:
// "doubtful" (online, but not heard of for 25 minutes: take a roll call),
// "conflict" (another client uses its id), "clock" (it is not synchronised),
// "undervoltage", "heals" (foreign values on its presence topic were put
// right), "problems" (it tells of them in its info).
func (l Lamp) Flags(now time.Time) []string {
	if l.Info == nil {
		return nil
	}
	var flags []string
	for _, f := range []struct {
		word string
		set  bool
	}{
		{"doubtful", l.Presence == Online && l.Info.Clock == lamp.Synced && now.Sub(l.Info.Seen) > doubtfulAfter},
		{"conflict", l.Info.Conflict},
		{"clock", l.Info.Clock == lamp.Unsynced},
		{"undervoltage", l.Info.Undervoltage != nil && *l.Info.Undervoltage},
		{"heals", l.Info.Heals > 0},
		{"problems", len(l.Info.Problems) > 0},
	} {
		if f.set {
			flags = append(flags, f.word)
		}
	}
	return flags
}
