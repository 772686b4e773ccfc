package lamp

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// anyKind draws a kind of lamp.
func anyKind(t *rapid.T) Fixture {
	return Fixture{Kind: rapid.SampledFrom(Kinds).Draw(t, "kind"), Warm: 1e6 / 2700, Cold: 1e6 / 6500}
}

// anyState draws a state that the fixture can have.
func anyState(t *rapid.T, f Fixture, label string) State {
	cold, warm := f.MiredRange()
	return State{
		On:         rapid.Float64Range(0, 1).Draw(t, label+" on") < 0.9,
		Brightness: float64(rapid.IntRange(1, 255).Draw(t, label+" brightness")) / 255,
		Mode:       rapid.SampledFrom(f.Kind.ColorModes()).Draw(t, label+" mode"),
		Hue:        rapid.Float64Range(0, 1).Draw(t, label+" hue"),
		Saturation: rapid.Float64Range(0, 1).Draw(t, label+" saturation"),
		Mireds:     rapid.Float64Range(cold, warm).Draw(t, label+" mireds"),
		Speed:      1,
	}
}

func TestAFadeStartsAndEndsExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyKind(t)
		from, to := f.Look(anyState(t, f, "from")), f.Look(anyState(t, f, "to"))
		fade := NewFade(from, to, epoch, time.Second)
		var a, b [MaxChannels]float64
		f.Levels(to, &a)
		f.Levels(fade.At(epoch.Add(time.Second)), &b)
		if a != b {
			t.Fatalf("ends at %v, want %v", b, a)
		}
		f.Levels(from, &a)
		f.Levels(fade.At(epoch), &b)
		if a != b {
			t.Fatalf("starts at %v, want %v", b, a)
		}
	})
}

func TestAFadeOfOneColourIsMonotonePerChannel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyKind(t)
		state := anyState(t, f, "from")
		from := f.Look(state)
		state.Brightness = float64(rapid.IntRange(1, 255).Draw(t, "to brightness")) / 255
		state.On = !state.On || rapid.Bool().Draw(t, "to on")
		to := f.Look(state)
		fade := NewFade(from, to, epoch, time.Second)
		var last, next [MaxChannels]float64
		f.Levels(from, &last)
		for i := range 101 {
			f.Levels(fade.At(epoch.Add(time.Duration(i)*10*time.Millisecond)), &next)
			for c := range next {
				if up := to.Lightness >= from.Lightness; up && next[c] < last[c] || !up && next[c] > last[c] {
					t.Fatalf("channel %d goes from %v to %v on the way %v -> %v", c, last[c], next[c], from, to)
				}
			}
			last = next
		}
	})
}

// seen returns the luminance of a light 0..1 by its channels: sRGB's for the
// coloured ones, and white ones that are as bright as all of them.
func seen(f Fixture, l Look) (y float64) {
	weights := map[string]float64{"red": 0.2126, "green": 0.7152, "blue": 0.0722, "white": 1, "warm": 1, "cold": 1}
	var levels [MaxChannels]float64
	for c, v := range f.Levels(l, &levels) {
		y += v * weights[f.Kind.Channels()[c]]
	}
	return y
}

func TestAFadeStaysWithinTheLuminanceOfItsEnds(t *testing.T) {
	check := func(t interface{ Fatalf(string, ...any) }, f Fixture, from, to Look) {
		fade := NewFade(from, to, epoch, time.Second)
		lo, hi := min(seen(f, from), seen(f, to)), max(seen(f, from), seen(f, to))
		for i := range 51 {
			y := seen(f, fade.At(epoch.Add(time.Duration(i)*20*time.Millisecond)))
			if y < lo*0.97-1e-9 || y > hi*1.03+1e-9 {
				t.Fatalf("%s: luminance %v at %d %% leaves %v..%v on the way from %+v to %+v", f.Kind, y, 2*i, lo, hi, from, to)
			}
		}
	}
	t.Run("between any two", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			f := anyKind(t)
			check(t, f, f.Look(anyState(t, f, "from")), f.Look(anyState(t, f, "to")))
		})
	})
	t.Run("between the corners", func(t *testing.T) {
		if testing.Short() {
			t.Skip("skipped: there are thousands")
		}
		for _, k := range Kinds {
			f := fixture(k)
			looks := corners(f)
			for _, from := range looks {
				for _, to := range looks {
					check(t, f, from, to)
				}
			}
		}
	})
}

// corners returns the extreme lights of a fixture and some between them.
func corners(f Fixture) (looks []Look) {
	var states []State
	for _, mode := range f.Kind.ColorModes() {
		switch mode {
		case ModeHS:
			for hue := range 12 {
				for _, saturation := range []float64{0.3, 1} {
					states = append(states, State{Mode: mode, Hue: float64(hue) / 12, Saturation: saturation})
				}
			}
		case ModeTemperature:
			cold, warm := f.MiredRange()
			states = append(states, State{Mode: mode, Mireds: cold}, State{Mode: mode, Mireds: warm})
		default:
			states = append(states, State{Mode: mode})
		}
	}
	for _, s := range states {
		for _, s.Brightness = range []float64{lowest, 0.3, 1} {
			s.On = true
			looks = append(looks, f.Look(s))
		}
	}
	return looks
}

func TestAFadeIsLeftWithoutAJump(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyKind(t)
		first := NewFade(f.Look(anyState(t, f, "a")), f.Look(anyState(t, f, "b")), epoch, time.Second)
		at := epoch.Add(time.Duration(rapid.IntRange(0, 1000).Draw(t, "ms")) * time.Millisecond)
		second := NewFade(first.At(at), f.Look(anyState(t, f, "c")), at, time.Second)
		var before, after [MaxChannels]float64
		f.Levels(first.At(at), &before)
		f.Levels(second.At(at.Add(time.Microsecond)), &after)
		for c := range before {
			if math.Abs(before[c]-after[c]) > 1e-4 {
				t.Fatalf("channel %d jumps from %v to %v", c, before[c], after[c])
			}
		}
	})
}

func TestOffToOnRisesInTheTargetColour(t *testing.T) {
	f := Fixture{Kind: RGB}
	off := f.Look(State{Brightness: 1, Mode: ModeHS, Hue: 2. / 3, Saturation: 1})
	red := f.Look(State{On: true, Brightness: 1, Mode: ModeHS, Saturation: 1})
	var levels [MaxChannels]float64
	for i := range 99 {
		f.Levels(NewFade(off, red, epoch, time.Second).At(epoch.Add(time.Duration(i+1)*10*time.Millisecond)), &levels)
		if levels[0] <= 0 || levels[1] != 0 || levels[2] != 0 {
			t.Fatalf("at %d %% the light is %v, want red alone", i+1, levels)
		}
	}
}
