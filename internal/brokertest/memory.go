package brokertest

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"sync/atomic"
	"testing"
	"time"

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
	m.start()
	t.Cleanup(m.stop)
	return m
}

func (m *Memory) start() {
	m.t.Helper()
	m.net.Store(memnet.New())
	m.server = mochi.New(&mochi.Options{Logger: slog.New(slog.DiscardHandler)})
	err := m.server.AddHook(&hook{rules: m.rules, server: m.server}, nil)
	if err == nil {
		err = m.server.AddListener(listeners.NewNet("memory", m.net.Load()))
	}
	if err == nil {
		err = m.server.Serve()
	}
	if err != nil {
		m.t.Fatalf("start the broker in memory: %v", err)
	}
}

func (m *Memory) stop() {
	if err := m.server.Close(); err != nil {
		m.t.Errorf("stop the broker in memory: %v", err)
	}
}

// Restart ends the broker, which forgets everything, and starts it anew.
func (m *Memory) Restart() {
	m.stop()
	m.start()
}

// Dial connects to the broker, whatever the address says.
func (m *Memory) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	return m.net.Load().Dial(ctx, network, addr)
}

// hook makes mochi follow the rules, and makes a takeover end the old session
// before the new one begins: by itself mochi sometimes lets the old session's
// end take the new one's subscriptions away.
type hook struct {
	mochi.HookBase
	rules  Rules
	server *mochi.Server
}

func (h *hook) Provides(b byte) bool {
	return bytes.Contains([]byte{
		mochi.OnConnect, mochi.OnConnectAuthenticate, mochi.OnACLCheck, mochi.OnPublish,
	}, []byte{b})
}

func (h *hook) OnConnect(cl *mochi.Client, _ packets.Packet) error {
	for {
		old, ok := h.server.Clients.Get(cl.ID)
		if !ok {
			return nil
		}
		_ = h.server.DisconnectClient(old, packets.ErrSessionTakenOver)
		time.Sleep(time.Millisecond)
	}
}

func (h *hook) OnConnectAuthenticate(*mochi.Client, packets.Packet) bool { return true }

func (h *hook) OnACLCheck(cl *mochi.Client, topic string, write bool) bool {
	return cl.ID != h.rules.Client || write || topic != h.rules.Refuse
}

func (h *hook) OnPublish(cl *mochi.Client, p packets.Packet) (packets.Packet, error) {
	if cl.ID == h.rules.Client && p.TopicName == h.rules.Drop {
		return p, packets.CodeSuccessIgnore
	}
	return p, nil
}
