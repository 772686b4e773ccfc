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

// handle does what a message asks, on paho's goroutine.
func (l *Lamp) handle(ctx context.Context, m Message) {
	route := l.Topics.Route(m.Topic)
	switch {
	case l.heardFormer(m):
	case route.Kind == wire.Get:
		l.tell(ctx)
	case len(m.Payload) == 0: // clears what was retained
	case route.Kind == wire.Set:
		c, err := wire.DecodeCommand(m.Payload)
		l.command(ctx, m, c, err)
	case route.Kind == wire.Property:
		c, err := wire.DecodeProperty(route.Property, m.Payload)
		l.command(ctx, m, c, err)
	case route.Kind == wire.Status && string(m.Payload) == "online" && !m.Retained:
		poke(l.homeAssistant)
	}
}

// command hands a decoded command to the lamp, or answers what is wrong.
func (l *Lamp) command(ctx context.Context, m Message, c wire.Command, err error) {
	reply := wire.Reply{ID: c.ID, Topic: m.Topic, Ignored: c.Ignored}
	if m.Retained {
		reply.Result = wire.Retained
		l.answer(reply)
		l.tell(ctx)
		return
	}
	if err != nil {
		l.refuse(reply, err)
		l.tell(ctx)
		return
	}
	_ = l.Owner.Do(ctx, lamp.Request{Change: &c.Change, Done: func(ignored []string, err error) {
		reply.Ignored = append(reply.Ignored, ignored...)
		switch {
		case err != nil:
			l.refuse(reply, err)
		case c.ID != "":
			reply.Result = wire.Applied
			l.answer(reply)
		}
	}})
}

// tell has the unchanged state published.
func (l *Lamp) tell(ctx context.Context) { _ = l.Owner.Do(ctx, lamp.Request{}) }

// refuse answers a command that is not applied.
func (l *Lamp) refuse(r wire.Reply, err error) {
	r.Result, r.Error = wire.Rejected, err.Error()
	if err == lamp.ErrExpired {
		r.Result = wire.Expired
	}
	l.answer(r)
}

// answer counts a reply and puts it into the queue; what does not fit is
// dropped and counted.
func (l *Lamp) answer(r wire.Reply) {
	switch r.Result {
	case wire.Retained:
		l.retained.Add(1)
		poke(l.infoDirty)
	case wire.Rejected, wire.Expired:
		l.rejected.Add(1)
		poke(l.infoDirty)
	}
	select {
	case l.replies <- r:
	default:
		l.dropped.Add(1)
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
