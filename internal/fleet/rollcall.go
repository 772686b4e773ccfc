package fleet

import (
	"context"
	"maps"
	"slices"
	"time"

	"lampd/internal/mqttlink"
	"lampd/internal/wire"
)

// rollWithin is how long a lamp that lives may take to answer a roll call.
const rollWithin = 3 * time.Second

// roll is a roll call under way: the lamps that have not answered. Its own 0s
// are no news, unless no 1 follows.
type roll struct {
	waiting map[string]bool
	done    chan struct{} // closed when all have answered
}

// called tells whether a presence message is nothing but the 0 of a roll call,
// and takes note of an answer.
func (p *picture) called(id string, m mqttlink.Message) bool {
	zero := false
	for r := range p.rolls {
		switch {
		case !r.waiting[id] || m.Retained:
		case string(m.Payload) == "0":
			zero = true
		case string(m.Payload) == "1":
			delete(r.waiting, id)
			if len(r.waiting) == 0 {
				close(r.done)
			}
		}
	}
	return zero
}

// closeRoll ends a roll call: whoever has not answered is offline.
func (p *picture) closeRoll(r *roll, now time.Time) (events []Event) {
	delete(p.rolls, r)
	for _, id := range slices.Sorted(maps.Keys(r.waiting)) {
		e := Event{Time: now, Kind: PresenceEvent}
		if l := p.lamps[id]; l != nil && l.turn(Offline, e) {
			e.Lamp = l.Lamp
			events = append(events, e)
		}
	}
	return events
}

// RollCall asks lamps whether they live: a 0 is kept in place of each one's
// presence, and those that live answer with a 1 within a second or so. It
// returns the ids of those that did not within three seconds; they are offline
// from then on. Without ids it asks every lamp of which there is a word. An
// error is ErrNotConnected, the connection's, ErrGone, or ctx's.
func (f *Fleet) RollCall(ctx context.Context, ids ...string) (missing []string, err error) {
	s, err := f.Ready(ctx, true)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		for _, l := range s.Lamps {
			ids = append(ids, l.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	r := &roll{waiting: map[string]bool{}, done: make(chan struct{})}
	var packets []packet
	for _, id := range ids {
		r.waiting[id] = true
		packets = append(packets, packet{topic: wire.PresenceOf(id), payload: []byte("0"), retain: true})
	}
	if err := f.call(ctx, func(o *owner) { o.rolls[r] = true }); err != nil {
		return nil, err
	}
	defer func() {
		_ = f.call(context.Background(), func(o *owner) {
			for _, e := range o.closeRoll(r, time.Now()) {
				o.tell(e)
			}
			missing = slices.Sorted(maps.Keys(r.waiting))
		})
	}()
	if err := f.publish(ctx, packets); err != nil {
		return nil, err
	}
	for range rollWithin / time.Second { // while this machine sleeps, none passes
		select {
		case <-r.done:
			return nil, nil
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return nil, nil
}
