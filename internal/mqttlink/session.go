package mqttlink

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// Message is what arrived.
type Message struct {
	Topic    string
	Payload  []byte // at most 8 KiB; a longer one was cut to at least 6 KiB less 4 bytes
	Retained bool   // it was stored at the broker, not sent just now
}

// An acknowledgement may take ackWithin, and twice as long after each session
// that ended for the lack of one: who gives up on a busy broker and comes again
// makes it busier. Behind a flood it may take as long as the flood takes to
// read: while so many bytes arrive, what the broker answered waits behind them.
// Neither is longer than ackAtMost.
const (
	ackWithin = 5 * time.Second
	ackAtMost = time.Minute
	backlog   = 64 << 10
)

var errLate = errors.New("no acknowledgement")

// Session is one connection to a broker, from its CONNACK on.
type Session struct {
	client   mqtt.Client
	conn     *conn
	lossy    bool          // subscriptions are at QoS 0
	patience time.Duration // with an acknowledgement

	order sync.Mutex
	taken chan struct{} // closed when paho has taken the last message; nil: there was none
}

// Publish sends a message and waits for its acknowledgement (QoS 0: for its
// write). An error means that the session is over, or that ctx is.
func (s *Session) Publish(ctx context.Context, topic string, payload []byte, qos byte, retain bool) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	select {
	case err := <-s.Start(topic, payload, qos, retain):
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Start sends a message like Publish and returns at once; the result arrives
// once on the channel. Messages leave in the order of the calls.
func (s *Session) Start(topic string, payload []byte, qos byte, retain bool) <-chan error {
	token := s.hand(func() mqtt.Token { return s.client.Publish(topic, qos, retain, payload) })
	done := make(chan error, 1)
	go func() {
		if _, err := s.answer(context.Background(), token); err != nil {
			done <- fmt.Errorf("publish %s: %w", topic, err)
			return
		}
		done <- nil
	}()
	return done
}

// hand hands something to paho behind all earlier ones. While its connection is
// ending, paho may wait writeWithin for goroutines of its own that have ended;
// whoever watches over the session cannot.
func (s *Session) hand(publish func() mqtt.Token) <-chan mqtt.Token {
	token, taken := make(chan mqtt.Token, 1), make(chan struct{})
	s.order.Lock()
	before := s.taken
	s.taken = taken
	s.order.Unlock()
	go func() {
		defer close(taken)
		if before != nil {
			<-before
		}
		token <- publish()
	}()
	return token
}

// answer waits until what was handed over is acknowledged.
func (s *Session) answer(ctx context.Context, token <-chan mqtt.Token) (mqtt.Token, error) {
	select {
	case t := <-token:
		return t, s.wait(ctx, t)
	case <-s.conn.gone:
		return nil, s.conn.cause
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// wait waits for a token. Whatever goes wrong but ctx ends the session: what the
// broker did not acknowledge it may not have.
func (s *Session) wait(ctx context.Context, token mqtt.Token) error {
	tick := time.NewTicker(s.patience)
	defer tick.Stop()
	before := s.conn.bytes.Load()
	for waited := s.patience; ; waited += s.patience {
		select {
		case <-token.Done():
			if token.Error() == nil {
				return nil
			}
			return s.conn.fail(token.Error())
		case <-s.conn.gone:
			return s.conn.cause
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		now := s.conn.bytes.Load()
		if now-before < backlog || waited >= ackAtMost {
			return s.conn.fail(fmt.Errorf("%w within %v", errLate, waited))
		}
		before = now
	}
}

// subscribe asks for every filter and returns those that were refused.
func (s *Session) subscribe(ctx context.Context, filters []string) (refused []string, err error) {
	qos := byte(1)
	if s.lossy {
		qos = 0
	}
	tokens := make([]<-chan mqtt.Token, len(filters))
	for i, f := range filters {
		tokens[i] = s.hand(func() mqtt.Token { return s.client.Subscribe(f, qos, nil) })
	}
	for i, f := range filters {
		token, err := s.answer(ctx, tokens[i])
		if err != nil {
			return nil, fmt.Errorf("subscribe to %s: %w", f, err)
		}
		for _, code := range token.(*mqtt.SubscribeToken).Result() {
			if code == 0x80 {
				refused = append(refused, f)
			}
		}
	}
	return refused, nil
}

// disconnect says goodbye, which makes the broker drop the Will.
func (s *Session) disconnect() { s.client.Disconnect(quiesce) }

// drop closes the socket without a goodbye, so that the Will speaks, and waits
// for paho's goroutines.
func (s *Session) drop() {
	s.conn.Close()
	s.client.Disconnect(quiesce)
}

// quiesce is how long paho may take to end, in milliseconds. It takes far less.
const quiesce = 1000
