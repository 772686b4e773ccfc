package mqttlink

import (
	"context"
	"sync/atomic"
	"time"

	"lampd/internal/lamp"
	"lampd/internal/wire"
)

// Lamp is the lamp's own link: commands in, the state, replies, info and the
// announcement out.
type Lamp struct {
	Link   // Presence, Subscribe, Handle, Live and Notify are set by Run
	Topics wire.Topics
	Owner  *lamp.Lamp
	News   <-chan lamp.Report // of Owner.Watch
	// Info returns what does not come from the link: it fills in Session,
	// Seen, the counters, Conflict, and its own problems.
	Info func() wire.Info
	// Discovery returns the announcement to Home Assistant; an empty one takes
	// back an earlier one.
	Discovery func() []byte
	Watch     func(Status) // nil, or called like Link.Notify

	// Stale are retained topics that this lamp no longer has, or that have to
	// begin anew: they are cleared before it tells anything. Former are those
	// of its earlier names. Tidied, if not nil, is called when both are gone.
	Stale  []string
	Former []Former
	Tidied func()

	status             atomic.Pointer[Status]
	rejected, retained atomic.Int64
	dropped            atomic.Int64 // replies that were too many
	replies            chan wire.Reply
	infoDirty          chan struct{}
	homeAssistant      chan struct{}
	former             []*former
	tidied             bool        // Stale and Former were tried; belongs to the session's goroutine
	newest             lamp.Report // the state to publish; belongs to the session's goroutine
}

// The paces of what a lamp tells.
const (
	infoEvery   = 10 * time.Minute // at least
	infoPace    = 10 * time.Second // at most
	infoLook    = time.Minute      // at what has changed unasked
	repliesRate = 10               // a second, at most
)

// Probed returns the link with its presence and its subscriptions and without
// the lamp, for Probe and Clear.
func (l *Lamp) Probed() *Link {
	l.Presence = Presence{Topic: l.Topics.Presence, QoS: 1}
	l.Subscribe = l.Topics.Subscriptions()
	return &l.Link
}

// Run keeps the link until ctx is done.
func (l *Lamp) Run(ctx context.Context) error {
	l.Probed()
	l.replies = make(chan wire.Reply, repliesRate)
	l.infoDirty = make(chan struct{}, 1)
	l.homeAssistant = make(chan struct{}, 1)
	l.former = formers(l.Former)
	l.status.Store(&Status{})
	l.Handle = func(m Message) { l.handle(ctx, m) }
	l.Live = l.live
	l.Notify = func(s Status) {
		l.status.Store(&s)
		poke(l.infoDirty)
		if l.Watch != nil {
			l.Watch(s)
		}
	}
	return l.Link.Run(ctx)
}

// poke leaves one token in a mailbox of length 1.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// info composes the info of now.
func (l *Lamp) info(session string) wire.Info {
	i := l.Info()
	s := l.status.Load()
	i.Session, i.Seen = session, time.Now()
	i.Connects, i.Heals, i.Conflict = s.Connects, s.Heals, s.Conflict
	i.Rejected, i.Retained = int(l.rejected.Load()), int(l.retained.Load())
	i.Dropped, i.Cut = int(l.dropped.Load()), s.Cut
	i.Problems = append(i.Problems, s.Problems...)
	return i
}
