package lamp

import (
	"testing"
	"time"
)

func TestLooksComeAsOftenAsTheyAreSeenToDiffer(t *testing.T) {
	for _, c := range []struct {
		name   string
		change Change
		after  time.Duration // of the start
		want   time.Duration // until the next look
	}{
		{"a usual fade", Change{Power: &off, Transition: p(time.Second)}, 5 * time.Millisecond, 5 * time.Millisecond},
		{"a fade of half an hour", Change{Power: &off, Transition: p(4096 * time.Second / 2)}, 700 * time.Millisecond, 300 * time.Millisecond},
		{"the end of a fade comes in time", Change{Power: &off, Transition: p(1005 * time.Millisecond)}, 1001 * time.Millisecond, 4 * time.Millisecond},
		{"a flash in a long fade", Change{Power: &off, Transition: p(time.Hour), Flash: p(time.Minute)}, 5 * time.Millisecond, 5 * time.Millisecond},
		{"an effect that goes on", Change{Effect: p("candle"), Transition: p(time.Hour)}, 5 * time.Millisecond, 5 * time.Millisecond},
		{"a sunrise", Change{Effect: p("sunrise"), Transition: p(time.Duration(0))}, time.Minute, 30*time.Minute/4096 - time.Minute%(30*time.Minute/4096)},
		{"a sunrise that is led into", Change{Effect: p("sunrise"), Transition: p(time.Second)}, 5 * time.Millisecond, 5 * time.Millisecond},
	} {
		s := newScene(t, RGB)
		s.do(c.change)
		now := s.now.Add(c.after)
		s.advance(now)
		if got := s.next(now).Sub(now); got != c.want {
			t.Errorf("%s: the next look comes after %v, want %v", c.name, got, c.want)
		}
	}
}
