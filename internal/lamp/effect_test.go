package lamp

import (
	"math"
	"slices"
	"testing"
	"time"
)

// fixture returns a lamp with whites of 2700 and 6500 K.
func fixture(k Kind) Fixture { return Fixture{Kind: k, Warm: 1e6 / 2700, Cold: 1e6 / 6500} }

// bases returns looks that a lamp can be asked for, bright and dim.
func bases(f Fixture) (looks []Look) {
	for _, mode := range f.Kind.ColorModes() {
		for i, hs := range []HS{{0, 0}, {0, 1}, {0.3, 0.7}, {2. / 3, 1}} {
			if i > 0 && mode != ModeHS {
				break
			}
			for _, brightness := range []float64{1, lowest} {
				s := State{On: true, Brightness: brightness, Mode: mode, Hue: hs.Hue, Saturation: hs.Saturation, Mireds: 300}
				looks = append(looks, f.Look(s))
			}
		}
	}
	return looks
}

// span returns how long an effect is looked at, in seconds at its own pace.
func span(e *effect) float64 {
	if e.length > 0 {
		return e.length.Seconds()
	}
	return 60
}

func TestEveryEffectIsALightOnEveryLamp(t *testing.T) {
	for _, k := range Kinds {
		f := fixture(k)
		for _, name := range f.Effects() {
			e := effectNamed(name)
			for _, base := range bases(f) {
				for at := 0.; at <= span(e); at += span(e) / 1000 {
					var levels [MaxChannels]float64
					for c, v := range f.Levels(e.at(f, base, at, 1), &levels) {
						if !(v >= 0 && v <= 1) {
							t.Fatalf("%s %s of %+v gives channel %d the light %v at %v s", k, name, base, c, v, at)
						}
					}
				}
			}
		}
	}
}

func TestEffectsThatDoNotFlashMoveSmoothly(t *testing.T) {
	for _, k := range Kinds {
		f := fixture(k)
		for _, name := range f.Effects() {
			e := effectNamed(name)
			if e.fastest == flashes {
				continue
			}
			for _, base := range bases(f) {
				last := Lightness(e.at(f, base, 0, 1).luminance())
				for i := 1; i < 2000; i++ { // a turn of the rainbow
					l := Lightness(e.at(f, base, float64(i)*frame.Seconds(), 1).luminance())
					if math.Abs(l-last) > 0.05 {
						t.Fatalf("%s %s of %+v jumps from %v to %v at %v", k, name, base, last, l, time.Duration(i)*frame)
					}
					last = l
				}
			}
		}
	}
}

func TestAnEffectIsLedIntoWithoutAJump(t *testing.T) {
	for _, k := range Kinds {
		f := fixture(k)
		for _, name := range f.Effects() {
			s := newScene(t, k)
			last := s.look(s.now).luminance()
			s.do(Change{Effect: &name, Transition: p(time.Second)})
			for range 30 {
				y := s.look(s.now).luminance()
				if k != OnOff && math.Abs(y-last) > 0.06 {
					t.Errorf("%s %s jumps from %v to %v", k, name, last, y)
				}
				last = y
				s.wait(frame)
			}
		}
	}
}

func TestNothingFlashesMoreThanThreeTimesASecond(t *testing.T) {
	for _, name := range fixture(RGB).Effects() {
		s := newScene(t, RGB)
		s.do(Change{Effect: &name, Speed: p(10.), Transition: p(time.Duration(0))})
		var dark []time.Duration
		was := 1.
		for i := range 1000 {
			s.wait(frame)
			l := s.look(s.now).Lightness
			if l == 0 && was > 0 {
				dark = append(dark, time.Duration(i)*frame)
			}
			was = l
		}
		for i := 3; i < len(dark); i++ {
			if dark[i]-dark[i-3] < time.Second-frame {
				t.Fatalf("%s goes dark at %v", name, dark[i-3:i+1])
			}
		}
	}
}

func TestBreatheSinksToATenthAndRisesAgain(t *testing.T) {
	base := Look{Lightness: 0.8, White: 1}
	for at, want := range map[float64]float64{0: 0.8, 2: 0.08, 4: 0.8, 1: 0.44} {
		if got := breathe(Fixture{}, base, at, 0).Lightness; math.Abs(got-want) > 1e-9 {
			t.Errorf("at %v s the lightness is %v, want %v", at, got, want)
		}
	}
}

func TestACandleFlickersWarmAndNeverTwiceAlike(t *testing.T) {
	f := fixture(RGB)
	white, green := Look{Lightness: 1, Color: White}, Look{Lightness: 1, Color: HS{1. / 3, 1}.Linear()}
	var sum float64
	lowest, alike := 1., 0
	for i := range 6000 {
		at := float64(i) / 100
		l := candle(f, white, at, 1)
		sum += l.Lightness
		lowest = min(lowest, l.Lightness)
		if l.Color[0] < 2*l.Color[1] || l.Color[2] > 0.05 {
			t.Fatalf("a candle's light is %v at %v s", l.Color, at)
		}
		if candle(f, green, at, 1).Color != green.Color {
			t.Fatal("a green candle is not green")
		}
		if math.Abs(candle(f, white, at, 2).Lightness-l.Lightness) < 1e-3 {
			alike++
		}
	}
	if mean := sum / 6000; mean < 0.7 || mean > 0.9 || lowest < 0.3 || lowest > 0.6 {
		t.Errorf("the lightness is %v on average, %v at least", mean, lowest)
	}
	if alike > 300 {
		t.Errorf("two lamps look alike in %d of 6000 frames", alike)
	}
	if got := candle(fixture(RGBW), Look{Lightness: 1, White: 1, Color: green.Color}, 3, 1); got.White != 0 || got.Color[1] > 0.5 {
		t.Errorf("from white channels it is %+v, want the colours of a flame", got)
	}
	if got := candle(fixture(CCT), Look{Lightness: 1, White: 1, Mireds: 153}, 3, 1); got.White != 1 || got.Mireds < 1e6/2700 {
		t.Errorf("on tunable white it is %+v, want the warm end", got)
	}
}

func TestARainbowIsEvenToTheEye(t *testing.T) {
	f := fixture(RGB)
	for _, start := range []float64{0, 0.1, 1. / 3, 0.55, 2. / 3, 0.9} {
		base := Look{Lightness: 1, Color: HS{start, 1}.Linear()}
		if got := rainbow(f, base, 0, 0).Color; !near(got, base.Color, 1e-4) {
			t.Errorf("from hue %v it starts with %v, want %v", start, got, base.Color)
		}
		if a, b := rainbow(f, base, 7, 0).Color, rainbow(f, base, 27, 0).Color; !near(a, b, 1e-6) {
			t.Errorf("a turn takes no 20 s: %v, then %v", a, b)
		}
		var ways []float64
		last := base.Color.oklab()
		for i := 1; i <= 400; i++ {
			next := rainbow(f, base, float64(i)/20, 0).Color.oklab()
			ways = append(ways, math.Hypot(math.Hypot(next[0]-last[0], next[1]-last[1]), next[2]-last[2]))
			last = next
		}
		slices.Sort(ways)
		// The six corners of the gamut are cut by a step.
		if ways[399] > 1.15*ways[200] || ways[12] < 0.85*ways[200] {
			t.Errorf("from hue %v its steps in Oklab are from %v to %v, most %v", start, ways[12], ways[399], ways[200])
		}
	}
	if got := rainbow(fixture(RGBW), Look{Lightness: 1, White: 1, Color: HS{0.5, 1}.Linear()}, 0, 0).Color; !near(got, Linear{1, 0, 0}, 1e-4) {
		t.Errorf("from white it starts with %v, want red", got)
	}
}

func TestASunriseRisesEvenlyFromRedOverOrange(t *testing.T) {
	for _, k := range Kinds[1:] {
		f := fixture(k)
		for _, base := range bases(f) {
			end, last, white := Lightness(base.luminance()), 0., 0.
			if !f.Kind.HasColor() {
				white = 1
			}
			for i := range 1001 {
				u := float64(i) / 1000
				l := sunrise(f, base, u*1800, 0)
				got := Lightness(l.luminance())
				if want := mix(min(lowest, end), end, u); math.Abs(got-want) > 0.002 {
					t.Fatalf("%s to %+v: at %v the lightness is %v, want %v", k, base, u, got, want)
				}
				if got < last-1e-5 {
					t.Fatalf("%s to %+v dips at %v from %v to %v", k, base, u, last, got)
				}
				if math.Abs(l.White-white) > 0.005 {
					t.Fatalf("%s to %+v: at %v the share of white jumps from %v to %v", k, base, u, white, l.White)
				}
				last, white = got, l.White
			}
			if l := sunrise(f, base, 1800, 0); math.Abs(l.Lightness-base.Lightness) > 1e-3 || l.White != base.White {
				t.Errorf("%s to %+v ends at %+v", k, base, l)
			}
			if !f.Kind.HasColor() {
				continue
			}
			if l := sunrise(f, base, 0, 0); !near(l.Color, Linear{1, 0, 0}, 1e-6) || l.White != 0 {
				t.Errorf("%s to %+v starts at %+v, want red", k, base, l)
			}
			if l := sunrise(f, base, 900, 0); l.White != 0 || !near(l.Color, morning, 1e-6) {
				t.Errorf("%s to %+v is %+v at half-time, want orange", k, base, l)
			}
		}
	}
}

func TestASunriseOfTunableWhiteComesFromItsWarmEnd(t *testing.T) {
	f := fixture(CCT)
	base := f.Look(State{On: true, Brightness: 1, Mode: ModeTemperature, Mireds: 200})
	var cold []float64
	for i := range 11 {
		var levels [MaxChannels]float64
		f.Levels(sunrise(f, base, float64(i)*180, 0), &levels)
		cold = append(cold, levels[1]/(levels[0]+levels[1]))
	}
	if cold[0] != 0 || !slices.IsSorted(cold) || math.Abs(cold[10]-(1-f.warmShare(200))) > 1e-9 {
		t.Errorf("the share of the cold channel is %v", cold)
	}
}

func TestABlinkIsDarkThenLight(t *testing.T) {
	base := Look{Lightness: 0.7, White: 1}
	for at, want := range map[float64]float64{0: 0, 0.49: 0, 0.5: 0.7, 0.99: 0.7, 1: 0} {
		if got := blink(Fixture{}, base, at, 0).Lightness; got != want {
			t.Errorf("at %v s the lightness is %v, want %v", at, got, want)
		}
	}
}
