package mqttlink

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// topic is the presence topic of the lamp under test.
const topic = "state/desk"

// world is a broker and the way to it.
type world struct {
	dial   DialFunc // nil: TCP
	addr   string
	broker interface{ Restart() }
}

// each runs a test body over the in-process broker in a bubble, where time is
// free, and over mosquitto.
func each(t *testing.T, body func(t *testing.T, w world)) {
	t.Helper()
	t.Run("in process", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { body(t, inMemory(t, brokertest.Rules{})) })
	})
	t.Run("mosquitto", func(t *testing.T) {
		b := brokertest.Start(t, brokertest.Options{})
		body(t, world{nil, b.Addr, b})
	})
}

// lamp returns a link as a lamp would make it.
func (w world) lamp() *Link {
	return &Link{
		Options:  Options{Servers: []string{"mqtt://" + w.addr}},
		ClientID: "lampd-desk",
		Presence: Presence{topic, 1},
		Dial:     w.dial,
	}
}

// watch returns a client that watches all presence.
func (w world) watch(t *testing.T) *brokertest.Client {
	t.Helper()
	c := brokertest.Connect(t, brokertest.Dial(w.dial), w.addr)
	c.Subscribe("state/+")
	return c
}

// retained returns what the broker keeps on the presence topic, "-" if nothing.
func (w world) retained(t *testing.T) string {
	t.Helper()
	if s, ok := brokertest.Retained(t, brokertest.Dial(w.dial), w.addr, topic); ok {
		return s
	}
	return "-"
}

// settled returns what the broker keeps on the presence topic once it is no 1,
// or after a minute: a broker that was slow to acknowledge a 0 has a Will to send.
func (w world) settled(t *testing.T) string {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(second) {
		if got := w.retained(t); got != "1" || time.Now().After(deadline) {
			return got
		}
	}
}

// run runs a link until the returned function is called or the test ends.
func run(t *testing.T, l *Link) (stop func()) {
	t.Helper()
	if l.Dial != nil {
		linger(t)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
	t.Cleanup(stop)
	return stop
}

// linger lets time pass at the end of a bubble: paho may wait so long to take a
// message of a session that has ended (Session.hand).
func linger(t *testing.T) { t.Cleanup(func() { time.Sleep(writeWithin) }) }

// inMemory returns a broker in this process.
func inMemory(t *testing.T, r brokertest.Rules) world {
	t.Helper()
	linger(t)
	r.Client = "lampd-desk"
	b := brokertest.StartMemory(t, r)
	return world{b.Dial, "127.0.0.1:1883", b}
}
