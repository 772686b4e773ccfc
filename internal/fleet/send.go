package fleet

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"lampd/internal/wire"
)

// The patience of Send.
const (
	answerWithin = 3 * time.Second  // after the last answer that came
	sendWithin   = 30 * time.Second // altogether
)

// Send gives an order, waits for the answers and the new states, and returns
// what became of it at each lamp that it was for, by id. An error means that
// the order makes no sense or that the broker does not have all of it.
func (f *Fleet) Send(ctx context.Context, o Order) ([]Outcome, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	// With several names it must be known who is in which group.
	if _, err := f.Ready(ctx, len(o.To) > 1); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	snapshot, news, err := f.Watch(ctx)
	if err != nil {
		return nil, err
	}
	t := newTally(o, f.client, strings.ToLower(rand.Text()[:8]))
	t.know(snapshot)
	if err := f.publish(ctx, t.packets(time.Now())); err != nil {
		return nil, fmt.Errorf("send the command: %w", err)
	}
	return t.wait(ctx, news)
}

// packets returns the messages that carry the order, so that no lamp gets it
// twice.
func (t *tally) packets(now time.Time) []packet {
	if t.Lead > 0 {
		t.Command.At = new(now.Add(t.Lead))
	}
	payload := wire.EncodeCommand(t.Command)
	var packets []packet
	for _, name := range t.addresses() {
		packets = append(packets, packet{topic: wire.SetOf(name), payload: payload})
	}
	return packets
}

// addresses returns the names to send to. A name is taken as it is unless it
// reaches a lamp that an earlier one reaches too; then the other lamps that it
// reaches are addressed one by one.
func (t *tally) addresses() []string {
	reached := map[string]bool{}
	var names []string
	for _, name := range t.To {
		var fresh []string
		again := slices.Contains(names, name)
		for id, l := range t.lamps {
			switch {
			case !l.In(name):
			case reached[id]:
				again = true
			default:
				fresh = append(fresh, id)
			}
		}
		slices.Sort(fresh)
		if !again {
			names = append(names, name)
		} else {
			names = append(names, fresh...)
		}
		for _, id := range fresh {
			reached[id] = true
		}
	}
	return names
}
