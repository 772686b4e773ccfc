package mqttlink

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/lamp"
	"lampd/internal/wire"
)

// dark is an output that shows nothing.
type dark struct{}

func (dark) Show([]float64) error { return nil }

// owned returns a whole lamp's link, with a lamp that runs until the test ends.
func (w world) owned(t *testing.T, id string) *Lamp {
	t.Helper()
	topics, err := wire.NewTopics(id, nil, "homeassistant", nil)
	if err != nil {
		t.Fatal(err)
	}
	owner := lamp.New(lamp.Config{Options: lamp.Options{Kind: lamp.RGB, PowerOn: "on"}, Output: dark{}, Clock: func() lamp.Clock { return lamp.Synced }})
	l := &Lamp{
		Link:      Link{Options: Options{Servers: []string{"mqtt://" + w.addr}}, ClientID: "lampd-" + id, Dial: w.dial},
		Topics:    topics,
		Owner:     owner,
		News:      owner.Watch(),
		Info:      func() wire.Info { return wire.Info{ID: id} },
		Discovery: func() []byte { return []byte("announcement") },
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- owner.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	<-owner.Lit()
	return l
}

// kept returns what the broker keeps on a topic.
func (w world) kept(t *testing.T, topic string) string {
	t.Helper()
	s, _ := brokertest.Retained(t, brokertest.Dial(w.dial), w.addr, topic)
	return s
}

// left are the topics of a former lamp "shelf".
func left() Former {
	return Former{Presence: "state/shelf", Topics: []string{"state/shelf", "homeassistant/device/shelf/config"}}
}

func TestWhatAFormerNameLeftIsRemovedWhenNobodyLivesThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t, brokertest.Rules{})
		c := w.watch(t)
		c.Publish("state/shelf", "1", true) // of a lamp that died with its broker
		c.Publish("homeassistant/device/shelf/config", "old", true)
		c.Publish("homeassistant/device/desk/config", "of another kind", true)
		c.Subscribe("homeassistant/device/desk/config")
		l := w.owned(t, "desk")
		l.Stale, l.Former = []string{"homeassistant/device/desk/config"}, []Former{left()}
		var tidied atomic.Int64
		l.Tidied = func() { tidied.Add(1) }
		stop := runLamp(t, l)
		c.Wait("homeassistant/device/desk/config", "of another kind")
		gone := c.Wait("homeassistant/device/desk/config", "").At
		if back := c.Wait("homeassistant/device/desk/config", "announcement").At; back.Sub(gone) < removedWithin {
			t.Errorf("announced %v after it was taken back", back.Sub(gone))
		}
		time.Sleep(time.Minute)
		for _, topic := range left().Topics {
			if got := w.kept(t, topic); got != "" {
				t.Errorf("%s keeps %q", topic, got)
			}
		}
		if n := tidied.Load(); n != 1 {
			t.Errorf("tidied %d times", n)
		}
		stop()
	})
}

func TestALampThatLivesUnderAFormerNameKeepsWhatIsItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t, brokertest.Rules{})
		stopOther := runLamp(t, w.owned(t, "shelf"))
		time.Sleep(time.Second)
		l := w.owned(t, "desk")
		l.Former = []Former{left()}
		var tidied atomic.Int64
		l.Tidied = func() { tidied.Add(1) }
		stop := runLamp(t, l)
		time.Sleep(time.Minute)
		if p, d := w.kept(t, "state/shelf"), w.kept(t, "homeassistant/device/shelf/config"); p != "1" || d != "announcement" {
			t.Errorf("the other lamp has presence %q, announcement %q", p, d)
		}
		if n := tidied.Load(); n != 1 {
			t.Errorf("tidied %d times", n)
		}
		stop()
		stopOther()
	})
}

// A broker that ends a session for what it may not write must not end them all.
func TestTidyingUpIsTriedInOneSessionOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t, brokertest.Rules{})
		l := w.owned(t, "desk")
		l.Former = []Former{left()}
		c := w.watch(t)
		stop := runLamp(t, l)
		c.Wait("state/shelf", "0")
		w.broker.Restart()
		c = w.watch(t)
		time.Sleep(time.Minute)
		for {
			select {
			case m := <-c.Seen():
				if m.Topic == "state/shelf" {
					t.Errorf("a second session wrote %q there", m.Payload)
				}
				continue
			default:
			}
			break
		}
		stop()
	})
}

// runLamp runs a lamp's link until the returned function is called.
func runLamp(t *testing.T, l *Lamp) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}
