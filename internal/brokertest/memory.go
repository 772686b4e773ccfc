package brokertest

import (
	"context"
	"log/slog"
	"net"
	"sync/atomic"
	"testing"

	"lampd/internal/mqttlink/memnet"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
)

// Memory is a broker in this process, reached through memory: for tests in a
// synctest bubble.
type Memory struct {
	t      testing.TB
	rules  Rules
	server *mochi.Server
	net    atomic.Pointer[memnet.Listener]
	kept   map[string]packets.Packet // retained messages, by topic, of the server that ended last
	late   lateness
}

// Rules are an access list for one client; others may do everything.
type Rules struct {
	Client string // its client id
	Drop   string // what it writes to this topic is acknowledged and dropped
	Refuse string // its subscription to this filter is refused
}

// StartMemory starts a broker. It ends with the test.
func StartMemory(t testing.TB, r Rules) *Memory {
	t.Helper()
	m := &Memory{t: t, rules: r}
	m.Begin(false)
	t.Cleanup(m.stop)
	return m
}

// Begin starts a broker that has ended. If it keeps, it remembers what was
// retained.
func (m *Memory) Begin(keep bool) {
	m.t.Helper()
	m.net.Store(memnet.New())
	m.server = mochi.New(&mochi.Options{
		Logger: slog.New(slog.DiscardHandler), InlineClient: true,
		SysTopicResendInterval: 3600, // nobody reads them
	})
	err := m.server.AddHook(&hook{rules: m.rules, server: m.server, late: &m.late}, nil)
	for _, p := range m.kept {
		if keep {
			m.server.Topics.RetainMessage(p)
		}
	}
	if err == nil {
		err = m.server.AddListener(listener{listeners.NewNet("memory", m.net.Load()), m.server})
	}
	if err == nil {
		err = m.server.Serve()
	}
	if err != nil {
		m.t.Fatalf("start the broker in memory: %v", err)
	}
}

// listener ends its clients itself: while mochi v2.7.9 lists them (GetByListener)
// it locks twice for reading, and hangs if one leaves in between.
type listener struct {
	*listeners.Net
	server *mochi.Server
}

func (l listener) Close(listeners.CloseFn) {
	l.Net.Close(func(id string) {
		for _, c := range l.server.Clients.GetAll() {
			if c.Net.Listener == id && !c.Closed() {
				_ = l.server.DisconnectClient(c, packets.ErrServerShuttingDown)
			}
		}
	})
}

func (m *Memory) stop() {
	if m.server == nil {
		return
	}
	if err := m.server.Close(); err != nil {
		m.t.Errorf("stop the broker in memory: %v", err)
	}
	m.server = nil
}

// Restart ends the broker, which forgets everything, and starts it anew.
func (m *Memory) Restart() {
	m.End(false)
	m.Begin(false)
}

// End ends the broker; killed, it sends no Wills.
func (m *Memory) End(killed bool) {
	server := m.server
	if killed {
		m.kept = server.Topics.Retained.GetAll()
	}
	m.stop()
	if !killed {
		m.kept = server.Topics.Retained.GetAll()
	}
}

// Dial connects to the broker, whatever the address says.
func (m *Memory) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	return m.net.Load().Dial(ctx, network, addr)
}
