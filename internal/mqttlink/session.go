package mqttlink

import (
	"context"
	"fmt"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// Message is what arrived.
type Message struct {
	Topic     string
	Payload   []byte // at most 8 KiB; a longer one was cut to at least 6 KiB less 4 bytes
	Retained  bool   // it was stored at the broker, not sent just now
	Duplicate bool   // it may have been delivered before
}

// ackWithin is how long an acknowledgement may take.
const ackWithin = 5 * time.Second

// Session is one connection to a broker, from its CONNACK on.
type Session struct {
	client mqtt.Client
	conn   *conn
	lossy  bool // subscriptions are at QoS 0
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
	token := s.client.Publish(topic, qos, retain, payload)
	done := make(chan error, 1)
	go func() {
		if err := s.wait(context.Background(), token); err != nil {
			done <- fmt.Errorf("publish %s: %w", topic, err)
			return
		}
		done <- nil
	}()
	return done
}

// wait waits for a token, ackWithin long. Whatever goes wrong but ctx ends the
// session: what the broker did not acknowledge it may not have.
func (s *Session) wait(ctx context.Context, token mqtt.Token) error {
	timer := time.NewTimer(ackWithin)
	defer timer.Stop()
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
	case <-timer.C:
		return s.conn.fail(fmt.Errorf("no acknowledgement within %v", ackWithin))
	}
}

// subscribe asks for every filter and returns those that were refused.
func (s *Session) subscribe(ctx context.Context, filters []string) (refused []string, err error) {
	qos := byte(1)
	if s.lossy {
		qos = 0
	}
	tokens := make([]mqtt.Token, len(filters))
	for i, f := range filters {
		tokens[i] = s.client.Subscribe(f, qos, nil)
	}
	for i, f := range filters {
		if err := s.wait(ctx, tokens[i]); err != nil {
			return nil, fmt.Errorf("subscribe to %s: %w", f, err)
		}
		for _, code := range tokens[i].(*mqtt.SubscribeToken).Result() {
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
