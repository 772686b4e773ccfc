package mqttlink

import (
	"io"
	"slices"
	"testing"
	"time"
)

func TestConflict(t *testing.T) {
	type session struct {
		length   time.Duration
		byBroker bool
		refused  bool // the next try fails once
		pause    time.Duration
	}
	cut := session{length: 2 * second, byBroker: true, pause: second}
	long := session{length: 31 * second, byBroker: true, pause: second}
	own := session{length: 2 * second, pause: second}
	away := session{length: 2 * second, byBroker: true, refused: true, pause: second}
	rare := session{length: 2 * second, byBroker: true, pause: 29 * second}
	for _, c := range []struct {
		name     string
		sessions []session // each followed by a connect
		want     bool
	}{
		{"three sessions cut short mean a conflict", []session{cut, cut, cut}, true},
		{"two do not", []session{cut, cut}, false},
		{"long sessions in between do not count", []session{cut, long, cut}, false},
		{"sessions that we gave up do not count", []session{own, own, own}, false},
		{"a broker that is away in between is no rival", []session{away, away, away}, false},
		{"three in more than a minute do not", []session{rare, rare, rare}, false},
		{"a session of ten minutes ends it", []session{cut, cut, cut, {length: 10 * time.Minute, byBroker: true, pause: second}}, false},
		{"one of nine does not", []session{cut, cut, cut, {length: 9 * time.Minute, byBroker: true, pause: second}}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var k conflict
			now := time.Now()
			k.connected(now)
			for _, s := range c.sessions {
				started := now
				now = now.Add(s.length)
				k.ended(started, now, s.byBroker)
				if s.refused {
					k.refused()
				}
				now = now.Add(s.pause)
				k.connected(now)
			}
			if k.active != c.want {
				t.Errorf("conflict %v, want %v", k.active, c.want)
			}
		})
	}
	var k conflict
	if a, b := k.wait(0), k.wait(0.999999); a < time.Minute || b <= a || b > 2*time.Minute {
		t.Errorf("waits %v to %v, want 60 to 120 s", a, b)
	}
}

// TestAConflictIsToldWithoutASession: it may be found in a session that ends
// before it can say anything.
func TestAConflictIsToldWithoutASession(t *testing.T) {
	var s Status
	l := world{addr: "127.0.0.1:1"}.lamp()
	l.Notify = func(now Status) { s = now }
	k, err := newKeeper(l)
	if err != nil {
		t.Fatal(err)
	}
	k.conflict.active = true
	for range 2 {
		k.down(k.servers[0], io.EOF)
		if !s.Conflict || !slices.Equal(s.Problems, []string{k.sameID()}) {
			t.Errorf("%+v", s)
		}
	}
}
