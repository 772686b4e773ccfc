package mqttlink

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// happening is one message on the own topic.
type happening struct {
	at       time.Duration // after the first 1 was sent
	payload  string
	retained bool
}

// play runs a guard over what happens, as the session's loop does, and returns
// when it publishes. Every 1 it publishes is echoed 1 ms later if echo.
func play(events []happening, until time.Duration, echo bool) (ones []time.Duration, g *guard) {
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	g = newGuard(start, 15*time.Second)
	own := func(at time.Duration) {
		if echo {
			events = append(events, happening{at: at + time.Millisecond, payload: "1"})
		}
	}
	own(0)
	for now := time.Duration(0); now <= until; {
		for i := 0; i < len(events); i++ {
			if e := events[i]; e.at == now {
				g.seen(see([]byte(e.payload), e.retained))
			}
		}
		if g.due(start.Add(now)) {
			ones = append(ones, now)
			own(now)
		}
		next := g.next().Sub(start)
		for _, e := range events {
			if e.at > now {
				next = min(next, e.at)
			}
		}
		if next <= now {
			panic("the guard wants to be asked again at once")
		}
		now = next
	}
	return ones, g
}

const second = time.Second

func TestGuard(t *testing.T) {
	ms := func(n ...int) (d []time.Duration) {
		for _, n := range n {
			d = append(d, time.Duration(n)*time.Millisecond)
		}
		return d
	}
	at := func(n int, payload string) happening {
		return happening{at: time.Duration(n) * time.Millisecond, payload: payload}
	}
	for _, c := range []struct {
		name   string
		events []happening
		ones   []time.Duration
		heals  int
	}{
		{"an undisturbed session is asserted after 2 s, behind the old Will at the latest, then every 10 min", nil, ms(2000, 24500, 624500), 0},
		{"a value of old is let be", []happening{{0, "0", true}, {second / 2, "0", true}}, ms(2000, 24500, 624500), 0},
		{"a stale Will ahead of the echo is no heal, but 1 is asserted behind it", []happening{at(0, "0")}, ms(1, 2000, 24500, 624500), 0},
		{"a stale Will behind the echo is answered at once", []happening{at(500, "0")}, ms(500, 2000, 24500, 624500), 1},
		{"a Will that comes 90 s late is answered at once, and once more", []happening{at(90000, "0")}, ms(2000, 24500, 90000, 91000, 691000), 1},
		{"a cleared value is answered", []happening{at(500, "")}, ms(500, 2000, 24500, 624500), 1},
		{"garbage is answered", []happening{at(500, "11")}, ms(500, 2000, 24500, 624500), 1},
		{"a foreign 1 is let be", []happening{at(500, "1")}, ms(2000, 24500, 624500), 0},
		{"many foreign values get one answer a second", []happening{at(3000, "0"), at(3001, "0"), at(3500, "x"), at(4100, "0")},
			ms(2000, 3000, 4000, 5000, 6000, 24500, 624500), 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			ones, g := play(c.events, 700*second, true)
			if !slices.Equal(ones, c.ones) {
				t.Errorf("published 1 at %v, want %v", ones, c.ones)
			}
			if g.heals != c.heals || g.denied {
				t.Errorf("heals %d, want %d; denied %v", g.heals, c.heals, g.denied)
			}
		})
	}
}

func TestAnAssertionWithoutItsEchoIsDenied(t *testing.T) {
	stale := []happening{{0, "1", true}}
	if _, g := play(stale, echoWithin-1, false); g.denied {
		t.Error("denied before the echo was due")
	}
	if _, g := play(stale, echoWithin, false); !g.denied {
		t.Error("a retained 1 of old passed for an echo")
	}
	late := []happening{{12 * second, "1", false}}
	if _, g := play(late, 13*second, false); g.denied {
		t.Error("still denied after the echo came")
	}
}

// TestASightingIsWhatItsMessagesWere: one mailbox entry moves the guard as the
// messages one by one do.
func TestASightingIsWhatItsMessagesWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Now()
		one, sum := newGuard(now, time.Minute), newGuard(now, time.Minute)
		one.echoed = rapid.Bool().Draw(t, "echoed")
		sum.echoed = one.echoed
		var s sighting
		for range rapid.IntRange(1, 6).Draw(t, "messages") {
			payload := rapid.SampledFrom([]string{"0", "1", ""}).Draw(t, "payload")
			m := see([]byte(payload), rapid.Bool().Draw(t, "retained"))
			one.seen(m)
			s = s.then(m)
		}
		sum.seen(s)
		if *one != *sum {
			t.Fatalf("one by one %+v, summed up %+v", *one, *sum)
		}
	})
}
