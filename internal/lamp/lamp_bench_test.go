package lamp

import (
	"testing"
	"time"
)

func BenchmarkApply(b *testing.B) {
	f := fixture(RGBWW)
	s := f.First()
	changes := []Change{
		{Brightness: p(0.5), Color: &HS{0.1, 1}},
		{Mireds: p(300.), Transition: p(time.Second)},
		{Power: p(PowerToggle)},
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		next, err := s.Apply(changes[i%len(changes)], f)
		if err != nil {
			b.Fatal(err)
		}
		s = next
	}
}

// ways are fades: within a colour, and from one to another.
var ways = []struct {
	name     string
	from, to State
}{
	{"brightness", State{On: true, Brightness: 0.1, Mode: ModeHS, Hue: 0.1, Saturation: 1}, State{On: true, Brightness: 0.9, Mode: ModeHS, Hue: 0.1, Saturation: 1}},
	{"colour", State{On: true, Brightness: 0.1, Mode: ModeHS, Hue: 0.1, Saturation: 1}, State{On: true, Brightness: 0.9, Mode: ModeHS, Hue: 0.6, Saturation: 1}},
}

func BenchmarkFadeAt(b *testing.B) {
	f := fixture(RGB)
	for _, w := range ways {
		b.Run(w.name, func(b *testing.B) {
			start := time.Now()
			fade := NewFade(f.Look(w.from), f.Look(w.to), start, time.Hour)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				fade.At(start.Add(time.Duration(i%3600) * time.Second))
			}
		})
	}
}

// BenchmarkFrame is all that the loop does for a frame, but for the output.
func BenchmarkFrame(b *testing.B) {
	for _, c := range []struct {
		name   string
		kind   Kind
		change Change
	}{
		{"fade", RGB, Change{Color: &HS{0.7, 0.9}, Transition: p(time.Hour)}},
		{"fade rgbww", RGBWW, Change{Color: &HS{0.7, 0.9}, Transition: p(time.Hour)}},
		{"candle", RGB, Change{Effect: p("candle")}},
		{"rainbow", RGB, Change{Effect: p("rainbow")}},
		{"sunrise", RGBWW, Change{Effect: p("sunrise")}},
	} {
		b.Run(c.name, func(b *testing.B) {
			l := running(b, c.kind, c.change)
			b.ReportAllocs()
			for b.Loop() {
				if err := l.update(false); err != nil {
					b.Fatal(err)
				}
				l.stage.next(time.Now())
			}
		})
	}
}

// BenchmarkLive is the live state as it is written at each change.
func BenchmarkLive(b *testing.B) {
	l := running(b, RGB, Change{Color: &HS{0.7, 0.9}, Transition: p(time.Hour)})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := seal(l.stage.kept(time.Now())); err != nil {
			b.Fatal(err)
		}
	}
}
