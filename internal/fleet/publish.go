package fleet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lampd/internal/mqttlink"
)

// packet is a message on its way to the broker.
type packet struct {
	topic   string
	payload []byte
	retain  bool
	ack     chan<- (<-chan error)
}

// live publishes during one session.
func (f *Fleet) live(ctx context.Context, s *mqttlink.Session) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case p := <-f.outbox:
			p.ack <- s.Start(p.topic, p.payload, 1, p.retain)
		}
	}
}

// ErrNotConnected says that there is no broker to send anything to.
var ErrNotConnected = errors.New("not connected")

// connecting is how long a connection that is being made is waited for.
const connecting = 10 * time.Second

// Ready waits for the connection that is being made, with settled also until
// what the broker keeps has arrived, and returns what is known then. When there
// was a try that failed, or it takes too long, the error is ErrNotConnected
// with its cause.
func (f *Fleet) Ready(ctx context.Context, settled bool) (Snapshot, error) {
	timeout, cancel := context.WithTimeoutCause(ctx, connecting, ErrNotConnected)
	defer cancel()
	s, news, err := f.Watch(timeout)
	for {
		switch {
		case err != nil:
			return Snapshot{}, err
		case s.Link.Connected && (s.Settled || !settled):
			return s, nil
		case !s.Link.Connected && s.Link.Err != nil:
			return Snapshot{}, fmt.Errorf("%w: %w", ErrNotConnected, s.Link.Err)
		}
		select {
		case _, ok := <-news:
			if !ok {
				return Snapshot{}, ErrGone
			}
			s, err = f.Snapshot(timeout)
		case <-timeout.Done():
			return Snapshot{}, context.Cause(timeout)
		}
	}
}

// window is how many messages are under way at most: each must be acknowledged
// within seconds.
const window = 100

// publish sends messages at QoS 1 and waits until the broker has acknowledged
// every one.
func (f *Fleet) publish(ctx context.Context, packets []packet) error {
	ctx, cancel := context.WithTimeoutCause(ctx, sendWithin, ErrNotConnected)
	defer cancel()
	acks := make([]<-chan error, len(packets))
	for i := range len(packets) + window {
		if i < len(packets) {
			var err error
			if acks[i], err = f.start(ctx, packets[i]); err != nil {
				return err
			}
		}
		if i < window {
			continue
		}
		select {
		case err := <-acks[i-window]:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// start hands a message to the session and returns its acknowledgement.
func (f *Fleet) start(ctx context.Context, p packet) (<-chan error, error) {
	ack := make(chan (<-chan error), 1)
	p.ack = ack
	select {
	case f.outbox <- p:
		return <-ack, nil
	case <-f.gone:
		return nil, ErrGone
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
