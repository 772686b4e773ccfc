package fleet

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lampd/internal/brokertest"
)

// until waits for a snapshot of a kind; that none comes fails the test.
func until(t *testing.T, f *Fleet, what string, is func(Snapshot) bool) Snapshot {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, news, err := f.Watch(ctx)
	for err == nil && !is(s) {
		select {
		case <-news:
			s, err = f.Snapshot(ctx)
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	if err != nil {
		t.Fatalf("%s: %v; there is %.500s, %+v", what, err, presences(s), s.Link)
	}
	return s
}

// presences is a snapshot in short.
func presences(s Snapshot) string {
	var words []string
	for _, l := range s.Lamps {
		words = append(words, l.ID+" "+l.Presence.String())
	}
	return strings.Join(words, ", ")
}

// show waits for presences.
func show(t *testing.T, f *Fleet, want string) {
	t.Helper()
	until(t, f, want, func(s Snapshot) bool { return s.Settled && presences(s) == want })
}

// send gives an order and returns the outcomes in short.
func send(t *testing.T, f *Fleet, to ...string) string {
	t.Helper()
	var c Command
	if err := SetProperty(&c, "color", "red"); err != nil {
		t.Fatal(err)
	}
	outcomes, err := f.Send(t.Context(), Order{To: to, Command: c})
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, o := range outcomes {
		words = append(words, o.ID+" "+string(o.Result))
		if o.Result == Done && (o.State == nil || o.State.Client != f.Client() || o.State.Saturation != 1) {
			t.Errorf("%s is done, and its state %+v", o.ID, o.State)
		}
		if o.Result == Refused && !strings.HasPrefix(o.Reason, "color: ") {
			t.Errorf("%s refused: %s", o.ID, o.Reason)
		}
	}
	return strings.Join(words, ", ")
}

func TestAFleetSeesAndCommandsLamps(t *testing.T) {
	w := mosquitto(t, brokertest.Options{})
	w.lamp("hall", "onoff")
	goes := w.lamp("desk", "rgb", "study")
	f := w.fleet()
	show(t, f, "desk online, hall online")
	if got := send(t, f, "study"); got != "desk done" {
		t.Error(got)
	}
	if got := send(t, f, "all", "desk"); got != "desk done, hall refused" {
		t.Error(got)
	}
	goes()
	show(t, f, "desk offline, hall online")
	if got := send(t, f, "desk", "nobody"); got != "desk offline, nobody unknown" {
		t.Error(got)
	}
	w.lamp("desk", "rgb", "study")
	show(t, f, "desk online, hall online")
}

func TestAFreshFleetCommandsALampAtOnce(t *testing.T) {
	w := mosquitto(t, brokertest.Options{})
	w.lamp("desk", "rgb")
	show(t, w.fleet(), "desk online")
	if got := send(t, w.fleet(), "desk"); got != "desk done" {
		t.Error(got)
	}
}

func TestARollCallFindsTheDead(t *testing.T) {
	w := mosquitto(t, brokertest.Options{})
	w.lamp("desk", "rgb")
	w.client().Publish("state/ghost", "1", true)
	f := w.fleet()
	show(t, f, "desk online, ghost online")
	missing, err := f.RollCall(t.Context())
	if err != nil || !slices.Equal(missing, []string{"ghost"}) {
		t.Errorf("missing %q, %v", missing, err)
	}
	show(t, f, "desk online, ghost offline")
	if got, _ := brokertest.Retained(t, brokertest.Dial(w.dial), w.addr, "state/ghost"); got != "0" {
		t.Errorf("the broker keeps %q", got)
	}
}

func TestAFleetComesBackWithItsBroker(t *testing.T) {
	w := mosquitto(t, brokertest.Options{})
	w.lamp("desk", "rgb")
	w.client().Publish("state/ghost", "1", true)
	f := w.fleet()
	show(t, f, "desk online, ghost online")
	w.restart()
	until(t, f, "a second connection", func(s Snapshot) bool { return s.Link.Connects > 1 })
	show(t, f, "desk online, ghost absent")
	if got := send(t, f, "desk"); got != "desk done" {
		t.Error(got)
	}
}

func TestWithoutABrokerNothingIsSentAndThatIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		f := New(Options{Servers: []string{"mqtt://127.0.0.1:1"}})
		f.Dial = world{t: t}.nowhere
		world{t: t}.run(f.Run)
		_, err := f.Send(t.Context(), Order{To: []string{"desk"}, Command: Command{}})
		if err == nil || errors.Is(err, ErrNotConnected) {
			t.Errorf("an empty command: %v", err)
		}
		var c Command
		if err := SetProperty(&c, "state", "on"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Send(t.Context(), Order{To: []string{"desk"}, Command: c}); !errors.Is(err, ErrNotConnected) {
			t.Errorf("a command: %v", err)
		}
		if _, err := f.RollCall(t.Context()); !errors.Is(err, ErrNotConnected) {
			t.Errorf("a roll call: %v", err)
		}
		if waited := time.Since(began); waited > time.Second {
			t.Errorf("that took %v", waited)
		}
	})
}

func TestALampThatTheAccessListCutsOffIsSilent(t *testing.T) {
	w := mosquitto(t, brokertest.Options{ACL: "topic readwrite #\ntopic deny lamp/attic/set\n"})
	w.lamp("attic", "rgb")
	w.lamp("desk", "rgb")
	f := w.fleet()
	show(t, f, "attic online, desk online")
	if got := send(t, f, "attic", "desk"); got != "attic silent, desk done" {
		t.Error(got)
	}
}

func TestAThousandLampsAreSeenAtOnce(t *testing.T) {
	w := mosquitto(t, brokertest.Options{})
	c := w.client()
	for i := range 1000 {
		id := fmt.Sprintf("lamp-%d", i)
		c.Publish("state/"+id, "1", true)
		c.Publish("lamp/"+id+"/state", on, true)
		c.Publish("lamp/"+id+"/info", strings.Replace(info, "desk", id, 1), true)
	}
	s, err := w.fleet().Ready(t.Context(), true)
	if err != nil || len(s.Lamps) != 1000 {
		t.Fatalf("%d lamps, %v", len(s.Lamps), err)
	}
	for _, l := range s.Lamps {
		if l.Presence != Online || l.State == nil || l.Info == nil {
			t.Fatalf("of %s only %+v is known", l.ID, l)
		}
	}
}

// busy is a connection that nobody reads while its lock is held.
type busy struct {
	net.Conn
	lock *sync.Mutex
}

func (b busy) Read(p []byte) (int, error) {
	n, err := b.Conn.Read(p)
	b.lock.Lock()
	defer b.lock.Unlock()
	return n, err
}

func TestNothingIsLostWhileTheReaderIsBusy(t *testing.T) {
	w := mosquitto(t, brokertest.Options{})
	f := New(w.options())
	var lock sync.Mutex
	f.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, addr)
		return busy{c, &lock}, err
	}
	w.run(f.Run)
	if _, err := f.Ready(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	c := w.client()
	lock.Lock()
	for i := range 2000 {
		c.Publish(fmt.Sprintf("lamp/lamp-%d/state", i), on, false)
	}
	lock.Unlock()
	until(t, f, "all lamps", func(s Snapshot) bool { return len(s.Lamps) == 2000 })
}

func TestAFleetThatHasEndedSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := world{t: t}
		f := New(Options{Servers: []string{"mqtt://127.0.0.1:1"}})
		f.Dial = w.nowhere
		stop := w.run(f.Run)
		_, news, err := f.Watch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		stop()
		for range news { // ends
		}
		if _, err := f.Snapshot(t.Context()); err != ErrGone {
			t.Errorf("a snapshot: %v", err)
		}
	})
}
