package mqttlink

import (
	"context"
	"log/slog"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/mqttlink/memnet"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/listeners"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const topic = "state/desk"

// world is a broker and the way to it.
type world struct {
	dial   DialFunc
	addr   string
	broker interface{ Restart() }
}

// each runs a test body over the in-process broker in a bubble, where time is
// free, and over mosquitto.
func each(t *testing.T, body func(t *testing.T, w world)) {
	t.Run("in process", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			b := startInProcess(t)
			body(t, world{b.dial, "127.0.0.1:1883", b})
		})
	})
	t.Run("mosquitto", func(t *testing.T) {
		b := brokertest.Start(t, brokertest.Options{})
		body(t, world{nil, b.Addr, b})
	})
}

// inProcess is mochi over a network in memory.
type inProcess struct {
	t      *testing.T
	server *mochi.Server
	net    atomic.Pointer[memnet.Listener]
}

func startInProcess(t *testing.T) *inProcess {
	b := &inProcess{t: t}
	b.start()
	t.Cleanup(b.stop)
	return b
}

func (b *inProcess) start() {
	b.t.Helper()
	b.net.Store(memnet.New())
	b.server = mochi.New(&mochi.Options{Logger: slog.New(slog.DiscardHandler)})
	if err := b.server.AddHook(new(auth.AllowHook), nil); err != nil {
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

// lamp returns a link as a lamp would make it.
func (w world) lamp() *Link {
	return &Link{
		Options:  Options{Servers: []string{"mqtt://" + w.addr}},
		ClientID: "lampd-desk",
		Presence: Presence{topic, 1},
		Dial:     w.dial,
	}
}

// run runs a link until the returned function is called.
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

func TestALinkSaysOneAndAtAWantedStopZero(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		watcher := brokertest.Connect(t, brokertest.Dial(w.dial), w.addr)
		watcher.Subscribe("state/+")
		stop := run(t, w.lamp())
		watcher.Wait(topic, "1")
		stop()
		watcher.Wait(topic, "0")
		if got, _ := brokertest.Retained(t, brokertest.Dial(w.dial), w.addr, topic); got != "0" {
			t.Errorf("retained after a wanted stop: %q", got)
		}
	})
}

func TestAForgedZeroIsHealed(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		watcher := brokertest.Connect(t, brokertest.Dial(w.dial), w.addr)
		watcher.Subscribe("state/+")
		run(t, w.lamp())
		watcher.Wait(topic, "1")
		for _, foreign := range []string{"0", "", "nonsense"} {
			watcher.Publish(topic, foreign, true)
			watcher.Wait(topic, foreign)
			watcher.Wait(topic, "1")
		}
	})
}

func TestTheBrokerComesBackAndEverythingIsSaidAgain(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		greeted := make(chan time.Time, 10)
		l := w.lamp()
		l.Live = func(ctx context.Context, s *Session) error {
			greeted <- time.Now()
			<-ctx.Done()
			return nil
		}
		run(t, l)
		<-greeted
		w.broker.Restart()
		<-greeted
		if got, _ := brokertest.Retained(t, brokertest.Dial(w.dial), w.addr, topic); got != "1" {
			t.Errorf("retained after the broker's restart: %q", got)
		}
	})
}
