package presencetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/mqttlink"
	"lampd/internal/mqttlink/memnet"
)

const (
	topic    = "state/desk"
	clientID = "lampd-desk"
)

// bubbleRules are those of the lamp in a bubble, where only waiting takes time.
var bubbleRules = Rules{KeepAlive: 15 * time.Second, Slack: time.Millisecond}

// memoryBroker is the broker in this process.
type memoryBroker struct{ *brokertest.Memory }

func (b memoryBroker) Late(by time.Duration, unseen bool) bool {
	b.Memory.Late(by, unseen)
	return true
}

func (b memoryBroker) Dial(ctx context.Context) (net.Conn, error) { return b.Memory.Dial(ctx, "", "") }

// linkLamp is a lamp's connection in this process.
type linkLamp struct {
	rig    *Rig
	random func() float64
	kill   func()
	stop   func()
}

func (l *linkLamp) Start() {
	dead := make(chan struct{})
	sockets := &sockets{dial: l.rig.Way.Dial}
	link := &mqttlink.Link{
		Options:   mqttlink.Options{Servers: []string{"mqtt://127.0.0.1"}},
		ClientID:  clientID,
		Presence:  mqttlink.Presence{Topic: topic, QoS: 1},
		Subscribe: []string{"lamp/desk/set"},
		Live:      greet,
		Dial:      sockets.open,
		Random:    l.random,
		Notify:    l.rig.Notify(dead),
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = link.Run(ctx)
	}()
	l.stop = func() { cancel(); <-done }
	l.kill = func() { close(dead); sockets.close(); cancel(); <-done }
}

func (l *linkLamp) Kill()            { l.kill() }
func (l *linkLamp) Stop()            { l.stop() }
func (l *linkLamp) Freeze()          {}
func (l *linkLamp) Thaw()            {}
func (l *linkLamp) Harm(Fault, bool) {}

// greet publishes what a lamp has to say when it comes.
func greet(ctx context.Context, s *mqttlink.Session) error {
	for _, t := range []string{"lamp/desk/info", "lamp/desk/state"} {
		if err := s.Publish(ctx, t, []byte("{}"), 1, true); err != nil {
			return err
		}
	}
	return nil
}

// sockets are what the kernel closes when a process is killed.
type sockets struct {
	dial   memnet.DialFunc
	mu     sync.Mutex
	conns  []net.Conn
	closed bool
}

func (s *sockets) open(ctx context.Context, network, addr string) (net.Conn, error) {
	c, err := s.dial(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		c.Close()
		return nil, errors.New("killed")
	}
	s.conns = append(s.conns, c)
	return c, nil
}

func (s *sockets) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for _, c := range s.conns {
		c.Close()
	}
}

// play plays a plan in the bubble of t.
func play(t *testing.T, p Plan, seed uint64) (Verdict, []Event) {
	b := memoryBroker{brokertest.StartMemory(t, brokertest.Rules{Client: clientID})}
	r := &Rig{
		History: NewHistory(), Broker: b, Topic: topic, ClientID: clientID, Grace: time.Millisecond,
		Way: memnet.NewProxy(b.Memory.Dial),
	}
	r.Lamp = &linkLamp{rig: r, random: rand.New(rand.NewPCG(seed, 2)).Float64}
	v := r.Play(context.Background(), p, bubbleRules)
	r.Way.Reset()
	return v, r.Events()
}
