package mqttlink

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"lampd/internal/brokertest"
	"lampd/internal/mqttlink/memnet"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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
		synctest.Test(t, func(t *testing.T) { body(t, startInProcess(t, rules{}).world()) })
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

// run runs a link until the returned function is called or the test ends.
func run(t *testing.T, l *Link) (stop func()) {
	t.Helper()
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

// inProcess is mochi over a network in memory.
type inProcess struct {
	t      *testing.T
	rules  rules
	server *mochi.Server
	net    atomic.Pointer[memnet.Listener]
}

func startInProcess(t *testing.T, r rules) *inProcess {
	t.Helper()
	b := &inProcess{t: t, rules: r}
	b.start()
	t.Cleanup(b.stop)
	return b
}

func (b *inProcess) world() world { return world{b.dial, "127.0.0.1:1883", b} }

func (b *inProcess) start() {
	b.t.Helper()
	b.net.Store(memnet.New())
	b.server = mochi.New(&mochi.Options{Logger: slog.New(slog.DiscardHandler)})
	if err := b.server.AddHook(&hook{rules: b.rules}, nil); err != nil {
		b.t.Fatal(err)
	}
	if err := b.server.AddListener(listeners.NewNet("memory", b.net.Load())); err != nil {
		b.t.Fatal(err)
	}
	if err := b.server.Serve(); err != nil {
		b.t.Fatal(err)
	}
}

func (b *inProcess) stop() {
	if err := b.server.Close(); err != nil {
		b.t.Error(err)
	}
}

// Restart ends the broker, which forgets everything, and starts it anew.
func (b *inProcess) Restart() {
	b.stop()
	b.start()
}

func (b *inProcess) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	return b.net.Load().Dial(ctx, network, addr)
}

// rules are a broker's access list for the lamp; others may do everything.
type rules struct {
	drop   string // writing this topic is acknowledged and dropped
	refuse string // subscribing to this filter is refused
}

// hook makes mochi follow rules.
type hook struct {
	mochi.HookBase
	rules
}

func (h *hook) Provides(b byte) bool {
	return bytes.Contains([]byte{mochi.OnConnectAuthenticate, mochi.OnACLCheck, mochi.OnPublish}, []byte{b})
}

func (h *hook) OnConnectAuthenticate(*mochi.Client, packets.Packet) bool { return true }

func (h *hook) OnACLCheck(cl *mochi.Client, topic string, write bool) bool {
	return cl.ID != "lampd-desk" || write || topic != h.refuse
}

func (h *hook) OnPublish(cl *mochi.Client, p packets.Packet) (packets.Packet, error) {
	if cl.ID == "lampd-desk" && p.TopicName == h.drop {
		return p, packets.CodeSuccessIgnore
	}
	return p, nil
}
