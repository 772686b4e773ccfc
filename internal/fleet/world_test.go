package fleet

import (
	"context"
	"log/slog"
	"net"
	"sync"
	"syscall"
	"testing"

	"lampd/internal/agent"
	"lampd/internal/brokertest"
	"lampd/internal/config"
	"lampd/internal/mqttlink"
)

// world is a broker and the way to it, nil for the network.
type world struct {
	t       *testing.T
	addr    string
	dial    mqttlink.DialFunc
	restart func()
}

// mosquitto starts a broker. The one in memory that other packages test with
// reads its topics without a lock when somebody subscribes by a wildcard, which
// the race detector does not forgive.
func mosquitto(t *testing.T, o brokertest.Options) world {
	t.Parallel()
	b := brokertest.Start(t, o)
	return world{t, b.Addr, nil, b.Restart}
}

func (w world) options() Options { return Options{Servers: []string{"mqtt://" + w.addr}} }

// lamp runs a lamp until stop is called or the test ends.
func (w world) lamp(id, kind string, groups ...string) (stop func()) {
	w.t.Helper()
	c, err := config.Simulated(id, id, kind, groups, w.options())
	if err != nil {
		w.t.Fatal(err)
	}
	a := &agent.Agent{Config: c, Dial: w.dial, Volatile: true, Log: slog.New(slog.DiscardHandler), Light: agent.Simulate(c, nil)}
	return w.run(a.Run)
}

// fleet runs a fleet until the test ends.
func (w world) fleet() *Fleet {
	f := New(w.options())
	f.Dial = w.dial
	w.run(f.Run)
	return f
}

// run runs something that lasts.
func (w world) run(run func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Error(err)
		}
	})
	w.t.Cleanup(stop)
	return stop
}

// client is somebody else at the broker.
func (w world) client() *brokertest.Client {
	return brokertest.Connect(w.t, brokertest.Dial(w.dial), w.addr)
}

// nowhere is a network without a broker.
func (world) nowhere(context.Context, string, string) (net.Conn, error) {
	return nil, syscall.ECONNREFUSED
}
