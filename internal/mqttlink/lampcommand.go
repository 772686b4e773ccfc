package mqttlink

import (
	"context"

	"lampd/internal/lamp"
	"lampd/internal/wire"
)

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
