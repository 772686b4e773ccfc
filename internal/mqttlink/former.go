package mqttlink

import (
	"context"
	"slices"
	"sync/atomic"
	"time"
)

// Former is what a lamp told under an earlier configuration, by another
// presence topic. A broker may still keep it.
type Former struct {
	Presence string   // where another lamp may live by now
	Topics   []string // what is cleared if none does, Presence among them
}

// answerWithin is how long a lamp that lives may take to answer a roll call.
const answerWithin = 3 * time.Second

// removedWithin is how long Home Assistant may take to remove entities. While
// one of a device is still there, Home Assistant takes the first entity of a
// new announcement and drops the others (its discovery.py as of 2025).
const removedWithin = 5 * time.Second

// former is a Former of which a roll call is taken.
type former struct {
	Former
	lives atomic.Bool // somebody answered
}

// formers returns what a roll call is to be taken of.
func formers(all []Former) (asked []*former) {
	for _, f := range all {
		asked = append(asked, &former{Former: f})
	}
	return asked
}

// heardFormer notes the answer to a roll call, and tells whether a message
// stands on a topic where one is taken.
func (l *Lamp) heardFormer(m Message) bool {
	for _, f := range l.former {
		if f.Presence == m.Topic {
			if string(m.Payload) == "1" && !m.Retained {
				f.lives.Store(true)
			}
			return true
		}
	}
	return false
}

// tidy removes what earlier configurations left at the broker: the lamp's own
// topics now, those of former names when nobody has answered a roll call (a 0
// that a lamp answers with 1). It is tried in one session only: a
// broker may end a session that writes where it must not, and the next one has
// to last.
func (t *talk) tidy(ctx context.Context) error {
	if t.tidied || len(t.Stale)+len(t.former) == 0 {
		return nil
	}
	t.tidied = true
	t.removed = slices.Contains(t.Stale, t.Topics.Discovery)
	if err := t.clear(ctx, t.Stale); err != nil {
		return err
	}
	for _, f := range t.former {
		if _, err := t.subscribe(ctx, []string{f.Presence}); err != nil {
			return err
		}
		if err := t.Publish(ctx, f.Presence, []byte("0"), 1, true); err != nil {
			return err
		}
	}
	if len(t.former) == 0 {
		return t.tidyFormer(ctx)
	}
	t.rollCall = time.After(answerWithin)
	return nil
}

// tidyFormer removes what nobody has answered for.
func (t *talk) tidyFormer(ctx context.Context) error {
	for _, f := range t.former {
		if f.lives.Load() {
			continue
		}
		if err := t.clear(ctx, f.Topics); err != nil {
			return err
		}
	}
	if t.Tidied != nil {
		t.Tidied()
	}
	return nil
}

// clear removes retained messages.
func (t *talk) clear(ctx context.Context, topics []string) error {
	for _, topic := range topics {
		if err := t.Publish(ctx, topic, nil, 1, true); err != nil {
			return err
		}
	}
	return nil
}
