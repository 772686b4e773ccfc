package mqttlink

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/mqttlink/memnet"
)

func TestAHalfOpenLinkIsZeroThenOne(t *testing.T) {
	for _, c := range []struct {
		name   string
		breaks func(*memnet.Proxy)
	}{
		{"the radio is away for two minutes", func(p *memnet.Proxy) { p.Stall(); time.Sleep(2 * time.Minute); p.Resume() }},
		{"the router forgets the connection", func(p *memnet.Proxy) { p.Forget() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := inMemory(t, brokertest.Rules{})
				watcher := w.watch(t)
				p := memnet.NewProxy(memnet.DialFunc(w.dial))
				l := w.lamp()
				l.Dial = p.Dial
				stop := run(t, l)
				watcher.Wait(topic, "1")
				time.Sleep(time.Minute)
				start := time.Now()
				c.breaks(p)
				if took := watcher.Wait(topic, "0").At.Sub(start); took > 15*second*3/2+second {
					t.Errorf("0 after %v", took)
				}
				back := time.Now()
				if took := watcher.Wait(topic, "1").At.Sub(back); took > 33*second {
					t.Errorf("1 again after %v", took)
				}
				stop()
			})
		})
	}
}

func TestTwoLampsOfOneIdSaySoAndDoNotFight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t, brokertest.Rules{})
		watcher := w.watch(t)
		var a, b status
		start := func(s *status) (stop func()) {
			l := w.lamp()
			s.Store(new(Status))
			l.Notify = func(now Status) { s.Store(&now) }
			return run(t, l)
		}
		start(&a)
		time.Sleep(time.Minute)
		stopB := start(&b)
		for deadline := time.Now().Add(5 * time.Minute); !a.Load().Conflict || !b.Load().Conflict; time.Sleep(second) {
			if time.Now().After(deadline) {
				t.Fatalf("conflict not seen: %+v, %+v", a.Load(), b.Load())
			}
		}
		if p := a.Load().Problems; !slices.Contains(p, "another client uses the client id lampd-desk: give one of them another id") {
			t.Errorf("problems %q", p)
		}
		seen := func() (n int) {
			for {
				select {
				case <-watcher.Seen():
					n++
				default:
					return n
				}
			}
		}
		seen()
		const minutes = 30
		time.Sleep(minutes * time.Minute)
		if n := seen(); n >= 6*minutes {
			t.Errorf("%d presence messages in %d minutes", n, minutes)
		}
		stopB()
		time.Sleep(15 * time.Minute)
		if s := a.Load(); !s.Connected || s.Conflict || len(s.Problems) > 0 {
			t.Errorf("after the other left: %+v", s)
		}
		if got := w.retained(t); got != "1" {
			t.Errorf("retained %q", got)
		}
		seen()
		time.Sleep(9 * time.Minute)
		if n := seen(); n > 1 {
			t.Errorf("%d presence messages in nine quiet minutes", n)
		}
	})
}

func TestTenRollCallsAreNoConflict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t, brokertest.Rules{})
		watcher := w.watch(t)
		var s status
		s.Store(new(Status))
		l := w.lamp()
		l.Notify = func(now Status) { s.Store(&now) }
		run(t, l)
		watcher.Wait(topic, "1")
		for range 10 {
			time.Sleep(5 * second)
			start := time.Now()
			watcher.Publish(topic, "0", true)
			watcher.Wait(topic, "0")
			if took := watcher.Wait(topic, "1").At.Sub(start); took > 2*second {
				t.Errorf("answered after %v", took)
			}
		}
		synctest.Wait()
		if now := s.Load(); now.Conflict || now.Heals != 10 || now.Connects != 1 {
			t.Errorf("%+v", now)
		}
	})
}

func TestSilentRefusalIsSaidAndTheSessionStays(t *testing.T) {
	const denied = "writing or reading state/desk is denied by the broker's access list"
	for _, c := range []struct {
		name  string
		rules brokertest.Rules
		want  []string
	}{
		{"nothing is denied", brokertest.Rules{}, nil},
		{"writing is acknowledged and dropped", brokertest.Rules{Drop: topic}, []string{denied}},
		{"the subscription to the presence is refused", brokertest.Rules{Refuse: topic}, []string{"the subscription to state/desk is refused by the broker", denied}},
		{"the subscription to the commands is refused", brokertest.Rules{Refuse: "lamp/desk/set"}, []string{"the subscription to lamp/desk/set is refused by the broker"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := inMemory(t, c.rules)
				w.watch(t).Publish(topic, "1", true) // of old: it proves nothing
				var s status
				s.Store(new(Status))
				l := w.lamp()
				l.Subscribe = []string{"lamp/desk/set"}
				l.Notify = func(now Status) { s.Store(&now) }
				stop := run(t, l)
				time.Sleep(10*second + time.Millisecond)
				synctest.Wait()
				if now := s.Load(); !slices.Equal(now.Problems, c.want) || !now.Connected {
					t.Errorf("after 10 s: %+v", now)
				}
				time.Sleep(time.Hour)
				if now := s.Load(); !slices.Equal(now.Problems, c.want) || now.Connects != 1 {
					t.Errorf("after an hour: %+v", now)
				}
				stop()
				err := l.Probe(context.Background(), l.Servers[0])
				var want []string
				for _, p := range c.want {
					want = append(want, "mqtt://127.0.0.1:1883: "+p)
				}
				if got := errorText(err); got != strings.Join(want, "\n") {
					t.Errorf("Probe: %q", got)
				}
			})
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestMosquittosAccessListIsFoundOut(t *testing.T) {
	for _, c := range []struct{ name, acl, want string }{
		{"all is allowed", "user desk\ntopic readwrite #\n", ""},
		{"writing is denied", "user desk\ntopic read #\n", "denied"},
		{"reading is denied", "user desk\ntopic write #\n", "denied"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := brokertest.Start(t, brokertest.Options{ACL: "topic readwrite #\n" + c.acl})
			w := world{addr: b.Addr}
			w.watch(t).Publish(topic, "1", true)
			l := w.lamp()
			l.Username = "desk"
			if err := l.Probe(t.Context(), l.Servers[0]); !strings.Contains(errorText(err), c.want) || (err == nil) != (c.want == "") {
				t.Errorf("Probe: %v", err)
			}
			err := l.Clear(t.Context(), []string{topic})
			if c.name == "writing is denied" {
				if !strings.Contains(errorText(err), "clearing state/desk is denied") {
					t.Errorf("Clear: %v", err)
				}
			} else if err != nil {
				t.Errorf("Clear: %v", err)
			}
		})
	}
}

func TestProbeLeavesAZeroAndClearLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		l := w.lamp()
		if err := l.Probe(t.Context(), l.Servers[0]); err != nil {
			t.Errorf("Probe: %v", err)
		}
		if got := w.settled(t); got != "0" {
			t.Errorf("retained after Probe: %q", got)
		}
		l.Servers = append([]string{"mqtt://127.0.0.1:1"}, l.Servers...)
		if w.dial != nil {
			l.Servers = l.Servers[1:]
		}
		if err := l.Clear(t.Context(), []string{topic, "lamp/desk/state"}); err != nil {
			t.Errorf("Clear: %v", err)
		}
		if got := w.retained(t); got != "-" {
			t.Errorf("retained after Clear: %q", got)
		}
	})
}

func TestProbeAndClearNameTheServerThatRefuses(t *testing.T) {
	const addr = "127.0.0.1:1" // where nobody listens
	l := world{addr: addr}.lamp()
	for name, err := range map[string]error{"Probe": l.Probe(t.Context(), l.Servers[0]), "Clear": l.Clear(t.Context(), []string{topic})} {
		if want := "mqtt://" + addr + ": connection refused"; !strings.Contains(errorText(err), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
