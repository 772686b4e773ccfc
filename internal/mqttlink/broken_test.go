package mqttlink

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lampd/internal/mqttlink/memnet"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/eclipse/paho.mqtt.golang/packets"
)

// actor is a broker that does as a test says. It acknowledges everything but
// what is listed, and notes the kinds of packets it got.
type actor struct {
	silent []string      // kinds that get no answer
	slow   time.Duration // before it answers a SUBSCRIBE

	mu    sync.Mutex
	got   []string               // kinds received, and "closed"
	conn  net.Conn               // the last connection
	hello *packets.ConnectPacket // the last one
	asked []byte                 // the QoS of every subscription
}

// history returns what was received, in words.
func (a *actor) history() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.Join(a.got, " ")
}

func (a *actor) note(kind string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.got = append(a.got, kind)
}

// send writes bytes to the last connection.
func (a *actor) send(b []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.conn.Write(b)
}

// dial connects to the actor.
func (a *actor) dial(context.Context, string, string) (net.Conn, error) {
	near, far := memnet.Pipe()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.conn = far
	go a.serve(far)
	return near, nil
}

// hangUp ends the last connection.
func (a *actor) hangUp() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.conn.Close()
}

func (a *actor) serve(c net.Conn) {
	defer c.Close()
	for {
		p, err := packets.ReadPacket(c)
		if err != nil {
			a.note("closed")
			return
		}
		kind := strings.ToLower(strings.Fields(p.String())[0])
		kind = strings.TrimSuffix(kind, ":")
		if p, ok := p.(*packets.PublishPacket); ok {
			kind = string(p.Payload)
		}
		a.note(kind)
		if p, ok := p.(*packets.ConnectPacket); ok {
			a.mu.Lock()
			a.hello = p
			a.mu.Unlock()
		}
		if p, ok := p.(*packets.SubscribePacket); ok {
			a.mu.Lock()
			a.asked = append(a.asked, p.Qoss...)
			a.mu.Unlock()
			time.Sleep(a.slow)
		}
		if !slices.Contains(a.silent, kind) {
			answer(c, p)
		}
	}
}

// answer acknowledges a packet.
func answer(w io.Writer, p packets.ControlPacket) {
	id := p.Details().MessageID
	lo, hi := byte(id), byte(id>>8)
	switch p.(type) {
	case *packets.ConnectPacket:
		w.Write([]byte{0x20, 2, 0, 0})
	case *packets.SubscribePacket:
		w.Write([]byte{0x90, 3, hi, lo, 1})
	case *packets.PublishPacket:
		w.Write([]byte{0x40, 2, hi, lo})
	case *packets.PingreqPacket:
		w.Write([]byte{0xd0, 0})
	}
}

// status follows what a link tells of itself.
type status struct{ atomic.Pointer[Status] }

func (s *status) link(a *actor) *Link {
	l := world{dial: a.dial, addr: "127.0.0.1:1883"}.lamp()
	l.Random = func() float64 { return 0.5 }
	s.Store(new(Status))
	l.Notify = func(now Status) { s.Store(&now) }
	return l
}

func TestBrokersThatDoNotAnswer(t *testing.T) {
	for _, c := range []struct {
		name   string
		silent []string
		after  time.Duration // when the link has given up and not tried again yet
		err    string
		got    string
	}{
		{"no CONNACK", []string{"connect"}, 10 * second, "no answer within 10s", "connect closed"},
		{"no SUBACK", []string{"subscribe"}, 5 * second, "subscribe to state/desk: no acknowledgement", "connect subscribe closed"},
		{"no PUBACK for the 1", []string{"1"}, 5 * second, "publish state/desk: no acknowledgement", "connect subscribe 1 closed"},
		{"no PINGRESP", []string{"pingreq"}, 35 * second, "does not answer pings", "connect subscribe 1 1 pingreq 1 closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, s := &actor{silent: c.silent}, new(status)
				l := s.link(a)
				lived := false
				l.Live = func(context.Context, *Session) error { lived = true; return nil }
				run(t, l)
				for range 60 {
					synctest.Wait()
					if s.Load().Err != nil {
						break
					}
					time.Sleep(second)
				}
				now := s.Load()
				if now.Err == nil || !strings.Contains(now.Err.Error(), c.err) {
					t.Errorf("error %v, want %q", now.Err, c.err)
				}
				if took := time.Since(now.Since); now.Connected || took > c.after+2*second {
					t.Errorf("gave up after %v", took)
				}
				if got := a.history(); got != c.got {
					t.Errorf("the broker got %q, want %q", got, c.got)
				}
				if want := c.name == "no PINGRESP"; lived != want {
					t.Errorf("Live called: %v", lived)
				}
			})
		})
	}
}

func TestABusyBrokerGetsMoreTimeAtEachTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, s := &actor{slow: 18 * time.Second}, new(status)
		run(t, s.link(a))
		tries := func() int { return strings.Count(a.history(), "connect") }
		for _, want := range []int{3, 6} { // after 5, 10 and 20 s, and so again after a session that lasted
			time.Sleep(5 * time.Minute)
			synctest.Wait()
			if s := s.Load(); !s.Connected || tries() != want {
				t.Errorf("connected: %v after %d tries, want %d", s.Connected, tries(), want)
			}
			a.hangUp()
		}
	})
}

func TestAWantedStopWaitsTwoSecondsForItsAcknowledgement(t *testing.T) {
	for _, c := range []struct {
		name   string
		silent []string
		took   time.Duration
		got    string
	}{
		{"acknowledged: goodbye", nil, 0, "connect subscribe 1 0 disconnect closed"},
		{"not acknowledged: no goodbye, so that the Will speaks", []string{"0"}, 2 * second, "connect subscribe 1 0 closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, s := &actor{silent: c.silent}, new(status)
				stop := run(t, s.link(a))
				synctest.Wait()
				start := time.Now()
				stop()
				if took := time.Since(start); took != c.took {
					t.Errorf("stopped after %v, want %v", took, c.took)
				}
				synctest.Wait()
				if got := a.history(); got != c.got {
					t.Errorf("the broker got %q, want %q", got, c.got)
				}
			})
		})
	}
}

func TestAStopIsPromptWhereverTheLinkIs(t *testing.T) {
	stuck := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	for _, c := range []struct {
		name string
		dial DialFunc
	}{
		{"in the dial", stuck},
		{"before the CONNACK", (&actor{silent: []string{"connect"}}).dial},
		{"between two tries", serveOne(func(net.Conn) {})},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := new(status).link(nil)
				l.Dial = c.dial
				stop := run(t, l)
				time.Sleep(100 * time.Millisecond)
				start := time.Now()
				stop()
				if took := time.Since(start); took != 0 {
					t.Errorf("stopped after %v", took)
				}
			})
		})
	}
}

// TestAStuckConnectionIsGivenUp: the other end takes no bytes any more.
func TestAStuckConnectionIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := memnet.Pipe()
		defer far.Close()
		c := newConn(near, time.Minute)
		start := time.Now()
		if _, err := c.Write(make([]byte, 1<<20)); err == nil || time.Since(start) != writeWithin {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
		if _, err := c.Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "use of closed") {
			t.Errorf("a read then: %v", err)
		}
	})
}

func TestASilentConnectionIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := memnet.Pipe()
		defer far.Close()
		c := newConn(near, time.Minute)
		start := time.Now()
		if _, err := c.Read(make([]byte, 1)); err != errSilent || time.Since(start) != time.Minute {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
		<-c.gone
	})
}

func TestAHostileBrokerIsLeft(t *testing.T) {
	for name, bytes := range map[string][]byte{
		"256 MB announced":        {0x90, 0xff, 0xff, 0xff, 0x7f},
		"a SUBACK of two answers": {0x90, 4, 0, 1, 0, 0},
		"an unknown packet":       {0x00, 0},
		"half a PUBLISH":          {0x30, 4, 0, 9, 'x', 'x'},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, s := new(actor), new(status)
				run(t, s.link(a))
				time.Sleep(time.Millisecond)
				if !s.Load().Connected {
					t.Fatalf("not connected: %+v", s.Load())
				}
				a.send(bytes)
				synctest.Wait()
				if s.Load().Connected || s.Load().Err == nil {
					t.Fatalf("still there: %+v", s.Load())
				}
				time.Sleep(3 * second)
				if !s.Load().Connected || s.Load().Connects != 2 {
					t.Errorf("not back: %+v", s.Load())
				}
			})
		})
	}
}

func TestALampSubscribesAtQoS1AndWhoWatchesManyAtQoS0(t *testing.T) {
	for _, c := range []struct {
		atMostOnce bool
		want       string
	}{{false, "\x01\x01\x01"}, {true, "\x00\x00\x00"}} {
		synctest.Test(t, func(t *testing.T) {
			a, s := new(actor), new(status)
			l := s.link(a)
			l.Subscribe, l.AtMostOnce = []string{"lamp/desk/set", "lamp/all/set"}, c.atMostOnce
			stop := run(t, l)
			synctest.Wait()
			stop()
			if string(a.asked) != c.want {
				t.Errorf("AtMostOnce %v: asked for QoS %v", c.atMostOnce, a.asked)
			}
		})
	}
}

func TestWhatACONNECTSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, s := new(actor), new(status)
		l := s.link(a)
		l.Username, l.KeepAlive = "desk", 20*second
		stop := run(t, l)
		synctest.Wait()
		stop()
		h := a.hello
		if !h.CleanSession || h.ProtocolName != "MQTT" || h.ProtocolVersion != 4 || h.Keepalive != 20 {
			t.Errorf("session: %v", h)
		}
		if h.ClientIdentifier != "lampd-desk" || h.Username != "desk" || h.PasswordFlag {
			t.Errorf("login: %v", h)
		}
		if !h.WillFlag || h.WillTopic != topic || string(h.WillMessage) != "0" || h.WillQos != 1 || !h.WillRetain {
			t.Errorf("Will: %v", h)
		}
	})
}

func TestALongMessageIsCountedAndHandedOnCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, s := new(actor), new(status)
		l := s.link(a)
		got := make(chan Message, 1)
		l.Handle = func(m Message) { got <- m }
		run(t, l)
		synctest.Wait()
		a.send(publish("lamp/desk/set", make([]byte, 60000), 1))
		m := <-got
		synctest.Wait()
		if n := len(m.Payload); m.Topic != "lamp/desk/set" || n <= 4<<10 || n > maxPacket {
			t.Errorf("%d bytes on %s", n, m.Topic)
		}
		if now := s.Load(); now.Cut != 1 || !now.Connected {
			t.Errorf("%+v", now)
		}
	})
}

// stuck is a paho client whose goroutines have ended: it takes no message.
type stuck struct {
	mqtt.Client
	release chan struct{}
}

func (s stuck) Publish(string, byte, bool, any) mqtt.Token {
	<-s.release
	return &mqtt.DummyToken{}
}

func TestAMessageThatPahoDoesNotTakeHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := memnet.Pipe()
		defer far.Close()
		s := &Session{client: stuck{release: make(chan struct{})}, conn: newConn(near, time.Minute)}
		start := time.Now()
		one, two := s.Start("a", nil, 1, true), s.Start("b", nil, 1, true)
		s.conn.Close()
		for _, done := range []<-chan error{one, two} {
			if err := <-done; !errors.Is(err, errClosed) || time.Since(start) != 0 {
				t.Errorf("%v after %v", err, time.Since(start))
			}
		}
		close(s.client.(stuck).release)
	})
}

func TestAPacketThatEndsTheGreetingIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, s := &actor{silent: []string{"1"}}, new(status)
		run(t, s.link(a))
		synctest.Wait()
		a.send([]byte{9 << 4, 0xff, 0xff, 0xff, 0x7f})
		synctest.Wait()
		if now := s.Load(); now.Cut != 1 || now.Connected {
			t.Errorf("%+v", now)
		}
	})
}
