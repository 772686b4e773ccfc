package mqttlink

import (
	"context"
	"log/slog"
	"math/rand/v2"
)

// Link is a connection to one of several brokers that comes back by itself.
// Set its fields, then call Run once.
type Link struct {
	Options
	ClientID  string   // stable for the lamp; at most 23 bytes are portable
	Presence  Presence // the zero value: none
	Subscribe []string // topic filters, at QoS 1

	// AtMostOnce subscribes at QoS 0 instead, for those who watch many
	// clients: of messages at QoS 1 a broker queues few for one reader
	// (mosquitto 1,000) and drops the rest.
	AtMostOnce bool

	// Handle is called with every message but those of the presence topic,
	// one by one in the order of arrival, on the goroutine that reads: it must
	// return at once and must not call the Session. Nil drops them.
	Handle func(Message)

	// Live is called for each session, when its subscriptions are answered and
	// its 1 is acknowledged. It greets, then publishes until ctx is done, when
	// it must return. An error ends the session; nil leaves it.
	Live func(ctx context.Context, s *Session) error

	Dial   DialFunc       // nil: TCP as this package does it
	Avahi  string         // avahi's socket; "": where Debian has it
	Random func() float64 // in [0,1), for the waits; nil: math/rand
	Log    *slog.Logger   // nil: none
	Notify func(Status)   // called on every change, on Run's goroutine; it must return at once
}

// Presence is the topic that says whether this client is connected: 1 or 0,
// retained.
type Presence struct {
	Topic string
	QoS   byte // 1 or 2
}

// Run keeps the connection until ctx is done, then says 0 and goodbye. It
// returns nil, or an error if Options are wrong.
func (l *Link) Run(ctx context.Context) error {
	k, err := newKeeper(l)
	if err != nil {
		return err
	}
	k.run(ctx)
	return nil
}

// random returns a number in [0,1).
func (l *Link) random() float64 {
	if l.Random != nil {
		return l.Random()
	}
	return rand.Float64()
}

// log returns the logger.
func (l *Link) log() *slog.Logger {
	if l.Log != nil {
		return l.Log
	}
	return slog.New(slog.DiscardHandler)
}
