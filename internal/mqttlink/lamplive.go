package mqttlink

import (
	"bytes"
	"context"
	"crypto/rand"
	"time"

	"lampd/internal/wire"
)

// live is one session of the lamp: the greeting, then everything that the lamp
// has to say.
func (l *Lamp) live(ctx context.Context, s *Session) error {
	t := talk{Lamp: l, Session: s, id: rand.Text()[:8]}
	if err := t.greet(ctx); err != nil {
		return err
	}
	return t.run(ctx)
}

// talk is the state of one session's publishing. Of each topic one message is
// in flight at most, so that the newest is the last.
type talk struct {
	*Lamp
	*Session
	id       string
	changed  bool // newest is not published yet
	stateAck <-chan error
	replyAck <-chan error
	infoAck  <-chan error
	infoAt   time.Time // of the last one
	told     []byte    // in it, but for what changes by itself
	allowed  pace
	rollCall <-chan time.Time // when who lives under a former name has answered
	removed  bool             // the announcement was taken back: it waits
}

// greet publishes info, announcement and state, in this order, behind the
// removal of what they replace.
func (t *talk) greet(ctx context.Context) error {
	select {
	case t.newest = <-t.News:
	default:
	}
	select {
	case <-t.infoDirty: // what is new is told now
	default:
	}
	if err := t.tidy(ctx); err != nil {
		return err
	}
	if err := t.Publish(ctx, t.Topics.Info, t.compose(), 1, true); err != nil {
		return err
	}
	if !t.removed {
		if err := t.Publish(ctx, t.Topics.Discovery, t.Discovery(), 1, true); err != nil {
			return err
		}
	}
	return t.Publish(ctx, t.Topics.State, wire.EncodeState(t.newest), 1, true)
}

// run publishes until ctx is done or the session fails.
func (t *talk) run(ctx context.Context) error {
	infoTimer := time.NewTimer(infoLook)
	defer infoTimer.Stop()
	announce := time.NewTimer(removedWithin)
	defer announce.Stop()
	if !t.removed {
		announce.Stop()
	}
	for {
		t.publishState()
		var err error
		select {
		case <-ctx.Done():
			return nil
		case t.newest = <-t.News:
			t.changed = true
		case err = <-t.stateAck:
			t.stateAck = nil
		case r := <-t.repliesNow():
			t.reply(r)
		case err = <-t.replyAck:
			t.replyAck = nil
		case <-t.infoDirty:
			infoTimer.Reset(max(0, time.Until(t.infoAt.Add(infoPace))))
		case <-infoTimer.C:
			t.publishInfo()
			infoTimer.Reset(infoLook)
		case err = <-t.infoAck:
			t.infoAck = nil
		case <-t.homeAssistant:
			announce.Reset(time.Duration(t.random() * float64(announceWithin)))
		case <-announce.C:
			err = t.Publish(ctx, t.Topics.Discovery, t.Discovery(), 1, true)
			t.changed = true
		case <-t.rollCall:
			err = t.tidyFormer(ctx)
		}
		if err != nil {
			return err
		}
	}
}

// publishInfo sends the info if it has changed, or if the last one is old.
func (t *talk) publishInfo() {
	if time.Since(t.infoAt) >= infoEvery || !bytes.Equal(t.told, lasting(t.info(t.id))) {
		t.infoAck = t.Start(t.Topics.Info, t.compose(), 1, true)
	}
}

// compose returns the info of now, to be published.
func (t *talk) compose() []byte {
	i := t.info(t.id)
	t.infoAt, t.told = time.Now(), lasting(i)
	return wire.EncodeInfo(i)
}

// lasting is an info without what always changes.
func lasting(i wire.Info) []byte {
	i.Seen, i.Temperature = time.Time{}, nil
	return wire.EncodeInfo(i)
}

// announceWithin bounds the random wait before the announcement is repeated,
// so that a house of lamps does not speak at once.
const announceWithin = 5 * time.Second

// publishState sends the newest state unless one is in flight.
func (t *talk) publishState() {
	if t.changed && t.stateAck == nil {
		t.changed = false
		t.stateAck = t.Start(t.Topics.State, wire.EncodeState(t.newest), 1, true)
	}
}

// repliesNow returns the queue of replies while none is in flight.
func (t *talk) repliesNow() <-chan wire.Reply {
	if t.replyAck != nil {
		return nil
	}
	return t.replies
}

// reply sends a reply, or drops it when there were too many.
func (t *talk) reply(r wire.Reply) {
	if !t.allowed.take(time.Now()) {
		t.dropped.Add(1)
		return
	}
	t.replyAck = t.Start(t.Topics.Reply, wire.EncodeReply(r), 1, false)
}
