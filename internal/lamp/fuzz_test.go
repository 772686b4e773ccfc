package lamp

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// told is one line of FuzzChanges: a change, and the time before it.
type told struct {
	Change
	Wait time.Duration
}

// decodable tells whether a decoder could have made the change: its values are
// in range.
func (c told) decodable() bool {
	within := func(v *float64, low, high float64) bool { return v == nil || *v >= low && *v <= high }
	span := func(d *time.Duration) bool { return d == nil || *d >= 0 && *d <= 7*24*time.Hour }
	year := func(t *time.Time) bool { return t == nil || t.Year() >= 1970 && t.Year() <= 9999 }
	return within(c.Brightness, 0, 1) && within(c.Step, -1, 1) && within(c.Move, -1, 1) &&
		(c.Color == nil || within(&c.Color.Hue, 0, 1) && within(&c.Color.Saturation, 0, 1)) &&
		within(c.Mireds, 153, 500) && within(c.White, lowest, 1) && within(c.Speed, 0.1, 10) &&
		span(c.Flash) && span(c.Transition) && span(c.OnTime) && span(&c.Wait) && year(c.At) && year(c.Expires)
}

// FuzzChanges tells a lamp changes, a line of JSON each, and looks at it after
// every one: a refused one changed nothing, the state is one that the lamp can
// have, its light is light, and what was due was done.
func FuzzChanges(f *testing.F) {
	f.Fuzz(func(t *testing.T, kind uint8, lines string) {
		s := newScene(t, Kinds[int(kind)%len(Kinds)])
		for line := range strings.Lines(lines) {
			var c told
			if json.Unmarshal([]byte(line), &c) != nil || !c.decodable() {
				continue
			}
			s.wait(c.Wait)
			before := s.stage
			if err := s.change(c.Change, s.now, Synced); err != nil && s.stage != before {
				t.Fatalf("refused with %v, and changed from %+v to %+v", err, before, s.stage)
			}
			if fit := s.fixture.fit(s.State); fit != s.State || s.State.Version > before.State.Version+1 {
				t.Fatalf("%+v, version %d before, should be %+v", s.State, before.State.Version, fit)
			}
			s.advance(s.now)
			if due := s.due(); !due.IsZero() && !due.After(s.now) {
				t.Fatalf("due at %v, which is over", due)
			}
			var levels [MaxChannels]float64
			for _, v := range s.fixture.Levels(s.look(s.now), &levels) {
				if !(v >= 0 && v <= 1) {
					t.Fatalf("the light is %v", levels)
				}
			}
		}
	})
}

// FuzzStateFile reads anything as the value of a state file, with and without
// the right checksum, and lights a lamp by it.
func FuzzStateFile(f *testing.F) {
	f.Fuzz(func(t *testing.T, kind uint8, value []byte) {
		var m Memory
		var live stage
		var saved State
		if unseal(value, &live) == nil || unseal(value, &saved) == nil {
			t.Skip("a checksum was found")
		}
		sealed, err := json.Marshal(envelope{Sum: sum(value), Value: value})
		if err != nil {
			return
		}
		if unseal(sealed, &live) == nil {
			m.live = &live
		}
		if unseal(sealed, &saved) == nil {
			m.saved = &saved
		}
		for _, memory := range []Memory{m, {saved: m.saved}} {
			s := newScene(t, Kinds[int(kind)%len(Kinds)])
			s.stage = Start{Memory: memory}.stage(s.nature, s.now)
			s.wait(time.Second)
			s.look(s.now)
			if fit := s.fixture.fit(s.State); fit != s.State {
				t.Fatalf("lights as %+v, which should be %+v", s.State, fit)
			}
		}
	})
}
