package mqttlink

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/wire"
)

const announcement = "homeassistant/device/desk/config"

func TestHomeAssistantsComingIsAnsweredWithinFiveSeconds(t *testing.T) {
	for random, want := range map[float64]time.Duration{0: 0, 0.5: 2500 * time.Millisecond, 0.999: 4995 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			w := inMemory(t, brokertest.Rules{})
			c := w.watch(t)
			c.Subscribe(announcement)
			c.Subscribe("lamp/desk/state")
			c.Publish("homeassistant/status", "online", true) // it was there before
			l := w.owned(t, "desk")
			l.Random = func() float64 { return random }
			stop := runLamp(t, l)
			c.Wait(announcement, "announcement")
			start := time.Now()
			time.Sleep(time.Minute)
			c.Publish("homeassistant/status", "offline", true)
			time.Sleep(time.Minute)
			asked := time.Now()
			c.Publish("homeassistant/status", "online", true)
			if m := c.Wait(announcement, "announcement"); m.At.Sub(asked) < want || m.At.Sub(asked) > want+time.Second {
				t.Errorf("announced %v after the start, %v after it was asked for, want %v", m.At.Sub(start), m.At.Sub(asked), want)
			}
			for m := range c.Seen() {
				if m.Topic == "lamp/desk/state" && !m.At.Before(asked) {
					break // the state follows
				}
			}
			stop()
		})
	}
}

func TestEveryConnectAnnounces(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		l := w.owned(t, "desk")
		stop := runLamp(t, l)
		for range 2 { // a broker without persistence forgets everything
			c := w.watch(t)
			c.Subscribe(announcement)
			c.Wait(announcement, "announcement")
			c.Close()
			w.broker.Restart()
		}
		stop()
	})
}

func TestInfoTellsWithinAMinuteWhatHasChangedUnasked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t, brokertest.Rules{})
		l := w.owned(t, "desk")
		var low atomic.Bool
		l.Info = func() wire.Info {
			heat := float64(time.Now().Unix() % 1000) // changes all the time
			return wire.Info{ID: "desk", Undervoltage: new(low.Load()), Temperature: &heat}
		}
		c := w.watch(t)
		c.Subscribe("lamp/desk/info")
		stop := runLamp(t, l)
		time.Sleep(95 * time.Second)
		count := func() (n int) {
			for {
				select {
				case m := <-c.Seen():
					if m.Topic == "lamp/desk/info" {
						n++
					}
				default:
					return n
				}
			}
		}
		count()
		time.Sleep(9 * time.Minute)
		if n := count(); n != 1 {
			t.Errorf("%d infos in nine minutes, want the one that is due", n)
		}
		low.Store(true)
		time.Sleep(61 * time.Second)
		if n := count(); n != 1 {
			t.Errorf("%d infos in the minute behind a change", n)
		}
		stop()
	})
}
