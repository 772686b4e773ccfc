package lamp

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// nowhere is an output without hardware.
type nowhere struct{}

func (nowhere) Show([]float64) error { return nil }

// running returns a lamp that is not run, in the midst of a change.
func running(t testing.TB, kind Kind, c Change) *Lamp {
	l := New(Config{Options: Options{Kind: kind, Warm: 1e6 / 2700, Cold: 1e6 / 6500, Transition: time.Second}, Output: nowhere{}})
	now := time.Now().Add(-time.Second / 2)
	l.stage = Start{}.stage(nature{l.Fixture(), l.Transition, 0}, now)
	if err := l.stage.change(c, now, Synced); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAFrameAllocatesNothing(t *testing.T) {
	for _, kind := range Kinds {
		changes := map[string]Change{
			"off":   {Power: &off, Transition: p(time.Hour)},
			"flash": {Flash: p(time.Hour)},
			"wait":  {Power: &off, At: p(time.Now().Add(9 * time.Second)), OnTime: p(time.Hour)},
		}
		if kind.HasColor() {
			changes["colour"] = Change{Color: &HS{0.7, 0.9}, Transition: p(time.Hour)}
		}
		for _, name := range fixture(kind).Effects() {
			changes[name] = Change{Effect: &name, Transition: p(time.Duration(0))}
			changes[name+" led into"] = Change{Effect: &name, Transition: p(time.Hour)}
		}
		for name, c := range changes {
			l := running(t, kind, c)
			allocations := testing.AllocsPerRun(20, func() {
				if err := l.update(false); err != nil {
					t.Fatal(err)
				}
				l.stage.next(time.Now())
			})
			if allocations != 0 {
				t.Errorf("%s %s: %v allocations per frame", kind, name, allocations)
			}
		}
	}
}

// watched is a lamp whose light is only looked at when it is shown.
type watched struct {
	*scene
	shown Look
}

// until lets frames pass until an instant.
func (w *watched) until(t time.Time) {
	for next := w.next(w.now); !next.IsZero() && !next.After(t); next = w.next(w.now) {
		w.now = next
		w.show()
	}
	w.now = t
}

func (w *watched) show() {
	w.advance(w.now)
	w.shown = w.look(w.now)
}

// apart returns how far two looks are from each other, in shares of full
// lightness of the channel that differs most.
func apart(f Fixture, a, b Look) (most float64) {
	var x, y [MaxChannels]float64
	f.Levels(a, &x)
	f.Levels(b, &y)
	for c := range x {
		most = max(most, math.Abs(Lightness(x[c])-Lightness(y[c])))
	}
	return most
}

func TestLampsAreInStepWhateverTheDelay(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		kind := anyKind(r).Kind
		lamps := []*watched{{scene: newScene(t, kind)}, {scene: newScene(t, kind)}}
		sent := epoch
		for range rapid.IntRange(1, 3).Draw(r, "commands") {
			lead := time.Duration(rapid.IntRange(-200, 1500).Draw(r, "lead")) * time.Millisecond
			length := time.Duration(rapid.IntRange(0, 4000).Draw(r, "length")) * time.Millisecond
			c := Change{Power: p(Power(rapid.IntRange(0, 2).Draw(r, "power"))), At: p(sent.Add(lead)), Transition: &length}
			if kind.Dimmable() {
				c.Brightness = p(float64(rapid.IntRange(1, 255).Draw(r, "level")) / 255)
			}
			if kind.HasColor() {
				c.Color = &HS{rapid.Float64Range(0, 1).Draw(r, "hue"), 1}
			}
			both := *c.At // when both have the command and its time has come
			for _, l := range lamps {
				got := sent.Add(time.Duration(rapid.IntRange(0, 1000).Draw(r, "delay")) * time.Millisecond)
				l.until(got)
				l.do(c)
				l.show()
				if got.After(both) {
					both = got
				}
			}
			sent = both.Add(time.Duration(rapid.IntRange(10, 1500).Draw(r, "pause")) * time.Millisecond)
			for at := both.Add(10 * time.Millisecond); at.Before(sent); at = at.Add(7 * time.Millisecond) {
				for _, l := range lamps {
					l.until(at)
				}
				if d := apart(lamps[0].fixture, lamps[0].shown, lamps[1].shown); d > 0.01 {
					r.Fatalf("%v after the start the lamps differ by %v: %+v and %+v", at.Sub(epoch), d, lamps[0].shown, lamps[1].shown)
				}
			}
		}
	})
}
