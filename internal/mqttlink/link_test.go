package mqttlink

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"lampd/internal/brokertest"
)

func TestALinkSaysOneAndAtAWantedStopZero(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		watcher := w.watch(t)
		stop := run(t, w.lamp())
		watcher.Wait(topic, "1")
		stop()
		watcher.Wait(topic, "0")
		if got := w.retained(t); got != "0" {
			t.Errorf("retained after a wanted stop: %q", got)
		}
	})
}

func TestAStopWithinTheGreetingEndsWithZero(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		for at := 1; at <= 30; at += 3 { // from the CONNACK to the echo
			ctx, cancel := context.WithCancel(context.Background())
			l := w.lamp()
			bytes := 0
			l.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
				dial := w.dial
				if dial == nil {
					dial = new(net.Dialer).DialContext
				}
				c, err := dial(ctx, network, addr)
				return countdown{c, &bytes, at, cancel}, err
			}
			if err := l.Run(ctx); err != nil {
				t.Fatal(err)
			}
			cancel()
			if got := w.settled(t); got == "1" {
				t.Fatalf("stopped after %d bytes: retained %q", at, got)
			}
		}
	})
}

// countdown calls a function when so many bytes have been read.
type countdown struct {
	net.Conn
	read *int
	at   int
	then func()
}

func (c countdown) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if *c.read += n; *c.read >= c.at {
		c.then()
	}
	return n, err
}

func TestAForgedZeroIsHealed(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		watcher := w.watch(t)
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
		greeted := make(chan bool)
		l := w.lamp()
		l.Live = func(ctx context.Context, s *Session) error {
			select {
			case greeted <- true:
			case <-ctx.Done():
				return nil
			}
			<-ctx.Done()
			return nil
		}
		run(t, l)
		<-greeted
		w.broker.Restart()
		<-greeted
		if got := w.retained(t); got != "1" {
			t.Errorf("retained after the broker's restart: %q", got)
		}
	})
}

func TestLiveFollowsTheOneAndItsErrorEndsTheSession(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		watcher := brokertest.Connect(t, brokertest.Dial(w.dial), w.addr)
		watcher.Subscribe("#")
		lives := 0
		l := w.lamp()
		l.Live = func(ctx context.Context, s *Session) error {
			if err := s.Publish(ctx, "live", fmt.Append(nil, lives), 1, false); err != nil {
				return err
			}
			lives++
			if lives < 3 {
				return errors.New("enough")
			}
			<-ctx.Done()
			return nil
		}
		stop := run(t, l)
		for i := range 3 {
			watcher.Wait(topic, "1")
			watcher.Wait("live", fmt.Sprint(i))
			if i < 2 {
				watcher.Wait(topic, "0") // the Will: no goodbye was said
			}
		}
		stop()
	})
}

func TestMessagesArriveInOrderWithTheirFlags(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		sender := brokertest.Connect(t, brokertest.Dial(w.dial), w.addr)
		sender.Publish("lamp/desk/set", "old", true)
		sender.Publish("mark", "", false) // acknowledged when the delivery of "old" is over
		const n = 200
		got := make(chan Message, n+1)
		l := w.lamp()
		l.Subscribe = []string{"lamp/desk/set", "lamp/all/#"}
		l.Handle = func(m Message) { got <- m }
		live := make(chan bool, 1)
		l.Live = func(context.Context, *Session) error { live <- true; return nil }
		run(t, l)
		<-live
		if m := <-got; string(m.Payload) != "old" || !m.Retained {
			t.Errorf("first %q, retained %v", m.Payload, m.Retained)
		}
		for i := range n {
			sender.Publish("lamp/all/set", fmt.Sprint(i), false)
		}
		for i := range n {
			if m := <-got; m.Topic != "lamp/all/set" || string(m.Payload) != fmt.Sprint(i) || m.Retained {
				t.Fatalf("message %d is %+v", i, m)
			}
		}
	})
}

// TestAnHourOfReconnecting: the tries of an hour without a broker stay apart,
// and the lamp is back within reconnect_max of the broker's return.
func TestAnHourOfReconnecting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := inMemory(t, brokertest.Rules{})
		var up atomic.Bool
		var tries []time.Time
		l := b.lamp()
		l.Servers = []string{"mqtt://broker.test"}
		l.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
			if tries = append(tries, time.Now()); !up.Load() {
				return nil, syscall.ECONNREFUSED
			}
			return b.dial(ctx, network, addr)
		}
		greeted := make(chan time.Time, 1)
		l.Live = func(context.Context, *Session) error { greeted <- time.Now(); return nil }
		stop := run(t, l)
		time.Sleep(time.Hour)
		back := time.Now()
		up.Store(true)
		if wait := (<-greeted).Sub(back); wait > time.Minute {
			t.Errorf("greeted %v after the broker came back", wait)
		}
		stop()
		if n := len(tries); n < 80 || n > 250 {
			t.Errorf("%d tries in an hour", n)
		}
		for i := range tries[1:] {
			if gap := tries[i+1].Sub(tries[i]); gap > time.Minute {
				t.Errorf("a wait of %v", gap)
			}
		}
	})
}

func TestServersRotateOnFailureAndStayOnSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := inMemory(t, brokertest.Rules{}), inMemory(t, brokertest.Rules{})
		down := map[string]bool{"a.test:1883": true, "b.test:1883": false, "c.test:1883": true}
		var tried []string
		l := a.lamp()
		l.Servers = []string{"mqtt://a.test", "mqtt://b.test", "mqtt://c.test"}
		l.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
			tried = append(tried, addr[:1])
			switch {
			case down[addr]:
				return nil, syscall.ECONNREFUSED
			case addr == "a.test:1883":
				return a.dial(ctx, network, addr)
			}
			return b.dial(ctx, network, addr)
		}
		greeted := make(chan bool, 1)
		l.Live = func(context.Context, *Session) error { greeted <- true; return nil }
		stop := run(t, l)
		<-greeted
		b.broker.Restart()
		<-greeted
		down["a.test:1883"], down["b.test:1883"] = false, true
		b.broker.Restart()
		<-greeted
		stop()
		if want := strings.Split("abbbca", ""); !slices.Equal(tried, want) {
			t.Errorf("tried %v, want %v", tried, want)
		}
	})
}

func TestAClockBeforeTheBuildTriesEveryTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, err := newKeeper(&Link{Options: Options{Servers: []string{"mqtts://broker.test"}}, Random: func() float64 { return 0.999 }})
		if err != nil {
			t.Fatal(err)
		}
		k.step = 10
		k.built = time.Now().Add(time.Hour)
		if got := k.pause(time.Time{}); got > 10*time.Second || got < 9*time.Second {
			t.Errorf("wait of %v", got)
		}
		time.Sleep(2 * time.Hour)
		if got := k.pause(time.Time{}); got < 50*time.Second {
			t.Errorf("wait of %v with the clock right", got)
		}
	})
}

func TestALongSessionStartsTheLadderAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, err := newKeeper(&Link{Options: Options{Servers: []string{"mqtt://broker.test"}}, Random: func() float64 { return 0.999 }})
		if err != nil {
			t.Fatal(err)
		}
		k.step = 5
		if got := k.pause(time.Now().Add(-settled + 1)); got < 30*time.Second {
			t.Errorf("wait of %v after a short session", got)
		}
		if got := k.pause(time.Now().Add(-settled)); got > time.Second {
			t.Errorf("wait of %v after a long session", got)
		}
	})
}
