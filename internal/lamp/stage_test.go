package lamp

import (
	"slices"
	"testing"
	"time"
	"unsafe"
)

// scene is a stage without a loop: its time is what the test says.
type scene struct {
	*testing.T
	stage
	now time.Time
}

// newScene returns a lit lamp at epoch, its clock synchronised.
func newScene(t *testing.T, kind Kind) *scene {
	f := Fixture{Kind: kind, Warm: 1e6 / 2700, Cold: 1e6 / 6500}
	return &scene{T: t, stage: nature{fixture: f, usual: 400 * time.Millisecond}.still(f.First(), epoch), now: epoch}
}

// do applies a change now.
func (s *scene) do(c Change) {
	s.Helper()
	s.advance(s.now)
	if err := s.change(c, s.now, Synced); err != nil {
		s.Fatal(err)
	}
}

// wait lets time pass.
func (s *scene) wait(d time.Duration) {
	s.now = s.now.Add(d)
	s.advance(s.now)
}

// shows fails unless the light is near a lightness.
func (s *scene) shows(want float64) {
	s.Helper()
	if got := s.look(s.now).Lightness; got < want-0.005 || got > want+0.005 {
		s.Errorf("%v after the start the lightness is %.3f, want %.3f", s.now.Sub(epoch), got, want)
	}
}

// asks fails unless the target is of a level.
func (s *scene) asks(on bool, level int) {
	s.Helper()
	if s.State.On != on || Level(s.State.Brightness) != level {
		s.Errorf("%v after the start %v, %d is asked for, want %v, %d", s.now.Sub(epoch), s.State.On, Level(s.State.Brightness), on, level)
	}
}

// restart goes through a file, d later, and perhaps with another clock.
func (s *scene) restart(d time.Duration) {
	s.Helper()
	data, err := seal(s.kept(s.now))
	if err != nil {
		s.Fatal(err)
	}
	var read stage
	if err := unseal(data, &read); err != nil {
		s.Fatal(err)
	}
	s.now = s.now.Add(d)
	s.stage = Start{Memory: Memory{live: &read}}.stage(s.nature, s.now)
	s.advance(s.now)
}

func in(s *scene, d time.Duration) *time.Time { return p(s.now.Add(d)) }

func TestAMoveOnADarkLampDoesNothing(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Power: &off})
	s.wait(time.Second)
	version := s.State.Version
	s.do(Change{Move: p(0.2)})
	s.wait(time.Second)
	s.shows(0)
	if s.State.Version != version {
		t.Error("the target changed")
	}
	s.do(Change{Power: &on, Move: p(0.2)})
	s.wait(time.Second)
	s.shows(0.2)
	s.asks(true, 255)
}

func TestEveryChangeEndsAMoveWhereItIs(t *testing.T) {
	for name, c := range map[string]struct {
		change Change
		on     bool
		level  int
		shown  float64
	}{
		"off keeps the level":     {Change{Power: &off}, false, 128, 0},
		"a colour keeps it":       {Change{Color: &HS{0.5, 1}}, true, 128, 0.5},
		"a step starts from it":   {Change{Step: p(-28. / 255)}, true, 100, 100. / 255},
		"stop is at once":         {Change{Move: p(0.)}, true, 128, 0.5},
		"full wins over the move": {Change{Brightness: p(1.)}, true, 255, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, RGB)
			s.do(Change{Move: p(-0.25)})
			s.wait(2 * time.Second)
			s.do(c.change)
			s.wait(time.Second)
			s.asks(c.on, c.level)
			s.shows(c.shown)
			if s.State.Version != 2 {
				t.Errorf("version %d after two changes", s.State.Version)
			}
		})
	}
}

func TestAMoveCanChangeItsRate(t *testing.T) {
	s := newScene(t, Dimmer)
	s.do(Change{Move: p(-0.1)})
	s.wait(2 * time.Second)
	s.do(Change{Move: p(-0.3)})
	s.wait(2 * time.Second)
	s.shows(0.2)
}

func TestAMoveUnderAnEffectKeepsItsLevel(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Effect: p("breathe")})
	s.wait(2 * time.Second) // at its darkest
	s.do(Change{Move: p(-0.25)})
	s.wait(2 * time.Second)
	s.do(Change{Move: p(0.)})
	s.asks(true, 128)
}

func TestAStopWithoutAMoveLetsWhatWaitsWait(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Power: &off, At: in(s, time.Second), OnTime: p(time.Hour)})
	s.do(Change{Move: p(0.)})
	s.wait(900 * time.Millisecond)
	s.shows(1)
	s.wait(time.Second)
	s.shows(0)
}

func TestAMoveStartsAtItsTime(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Move: p(-0.25), At: in(s, time.Second)})
	s.wait(time.Second)
	s.shows(1)
	s.wait(2 * time.Second)
	s.shows(0.5)
	s.do(Change{Move: p(0.)})
	s.asks(true, 128)
}

func TestAnOnTimeCountsFromTheStart(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Power: &on, OnTime: p(2 * time.Second), At: in(s, 3*time.Second), Client: "panel"})
	s.wait(4900 * time.Millisecond)
	s.asks(true, 255)
	s.wait(200 * time.Millisecond)
	s.asks(false, 255)
	if s.State.Client != "" {
		t.Errorf("the lamp's own change is %s's", s.State.Client)
	}
	s.wait(100 * time.Millisecond)
	s.shows(0.5) // 200 ms into the usual fade, which began when it was due
}

func TestANewerChangeTakesThePlaceOfAWaitingOne(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Color: &HS{0, 1}, At: in(s, 5*time.Second)})
	s.do(Change{Brightness: p(0.5)})
	s.wait(time.Second)
	s.shows(0.5)
	if s.Next != nil || s.look(s.now).Color != (Linear{1, 0, 0}) {
		t.Errorf("waits %v, shows %+v: want both at once", s.Next != nil, s.look(s.now))
	}
}

func TestAFlashOfALampThatGoesOffLightsUp(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Power: &off, Flash: p(2 * time.Second)})
	for i, want := range []float64{1, 1, 0, 1, 0, 0} {
		s.shows(want)
		s.wait([]time.Duration{450, 150, 450, 450, 510, 0}[i] * time.Millisecond)
	}
}

func TestAFlashHidesWhatComesInBetweenAndThenShowsIt(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Flash: p(3 * time.Second)})
	s.wait(100 * time.Millisecond)
	s.shows(0)
	s.do(Change{Brightness: p(0.5)})
	s.wait(time.Second)
	s.shows(0)
	s.wait(500 * time.Millisecond)
	s.shows(0.5)
	s.wait(2 * time.Second)
	s.shows(0.5)
	if s.moves(s.now) {
		t.Error("it still moves")
	}
}

func TestATransitionIsToldWhileAFlashIsOverItAndNotOfAnEffect(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Brightness: p(0.5), Transition: p(time.Second), Flash: p(5 * time.Second)})
	if got := s.ends(s.now); !got.Equal(epoch.Add(time.Second)) {
		t.Errorf("ends at %v", got)
	}
	s.do(Change{Effect: p("identify"), Transition: p(time.Second)})
	if got := s.ends(s.now); !got.IsZero() {
		t.Errorf("with an effect it ends at %v", got)
	}
}

func TestAnEffectGoesOnWhenOnlyTheLightUnderItChanges(t *testing.T) {
	s := newScene(t, RGB)
	s.seed = 7
	s.do(Change{Effect: p("sunrise")})
	s.wait(15 * time.Minute)
	before := s.look(s.now).luminance()
	s.do(Change{Brightness: p(0.9)})
	s.wait(time.Second)
	after := s.look(s.now).luminance()
	if Lightness(after) < 0.44 || Lightness(after) > 0.46 || after > before {
		t.Errorf("lightness %v after %v, want half of what is asked for", Lightness(after), Lightness(before))
	}
	s.do(Change{Speed: p(2.)})
	s.wait(7*time.Minute + 28*time.Second)
	if s.State.Effect == "" {
		t.Error("a double speed ends the second half too early")
	}
	s.wait(3 * time.Second)
	if s.State.Effect != "" {
		t.Error("a double speed does not halve what is left")
	}
	s.shows(0.9)
}

func TestAnEffectStartsAnewWhenItIsAskedForAgain(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Effect: p("identify")})
	s.wait(8 * time.Second)
	s.do(Change{Effect: p("identify")})
	s.wait(8 * time.Second)
	if s.State.Effect != "identify" {
		t.Error("it is over")
	}
}

func TestAnEffectThatIsOverShowsTheLightWhileAChangeWaits(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Effect: p("okay"), Transition: p(time.Duration(0))})
	s.do(Change{Brightness: p(0.5), At: in(s, 3*time.Second)})
	s.wait(2 * time.Second)
	s.shows(1)
	s.wait(2 * time.Second)
	s.shows(0.5)
	if s.State.Effect != "" {
		t.Errorf("effect %s goes on", s.State.Effect)
	}
}

func TestALongLeadIntoAShortEffectIsFinished(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Power: &off})
	s.wait(time.Second)
	s.do(Change{Effect: p("okay"), Transition: p(4 * time.Second)})
	s.wait(2 * time.Second)
	s.shows(0.5)
	s.wait(2 * time.Second)
	s.shows(1)
}

func TestALateChangeStartsFromWhatWasShownByThen(t *testing.T) {
	s, late := newScene(t, RGB), newScene(t, RGB)
	first := Change{Power: &off, Transition: p(2 * time.Second), At: in(s, time.Second)}
	second := Change{Power: &on, Transition: p(4 * time.Second), At: in(s, 2*time.Second)}
	s.do(first)
	s.wait(1500 * time.Millisecond)
	s.do(second)
	late.wait(2500 * time.Millisecond)
	late.do(first)
	late.do(second)
	s.wait(1500 * time.Millisecond)
	late.wait(500 * time.Millisecond)
	s.shows(0.625)
	late.shows(0.625)
}

func TestLampsThatStartAlikeDoNotFlickerAlike(t *testing.T) {
	f := fixture(RGB)
	state := f.First()
	state.Effect = "candle"
	a, b := nature{fixture: f, seed: 1}.still(state, epoch), nature{fixture: f, seed: 2}.still(state, epoch)
	if at := epoch.Add(1234 * time.Millisecond); a.look(at) == b.look(at) {
		t.Errorf("both show %+v", a.look(at))
	}
}

func TestALateEffectIsInStepToo(t *testing.T) {
	s, late := newScene(t, RGB), newScene(t, RGB)
	c := Change{Effect: p("breathe"), At: in(s, time.Second)}
	s.do(c)
	late.wait(2700 * time.Millisecond)
	late.do(c)
	s.wait(3 * time.Second)
	s.shows(0.1)
	late.wait(300 * time.Millisecond)
	late.shows(0.1)
}

func TestWhatWaitsIsFoundAgainAfterARestart(t *testing.T) {
	t.Run("a change whose time came in between runs where it should be", func(t *testing.T) {
		s := newScene(t, RGB)
		s.do(Change{Power: &off, Transition: p(4 * time.Second), At: in(s, time.Second)})
		s.restart(3 * time.Second)
		s.shows(0.5)
	})
	t.Run("a change whose time is to come waits on", func(t *testing.T) {
		s := newScene(t, RGB)
		s.do(Change{Power: &off, Transition: p(2 * time.Second), At: in(s, 5*time.Second)})
		s.restart(3 * time.Second)
		s.shows(1)
		s.wait(3 * time.Second)
		s.shows(0.5)
	})
	t.Run("an on_time that is over is over", func(t *testing.T) {
		s := newScene(t, RGB)
		s.do(Change{Power: &on, OnTime: p(5 * time.Second)})
		s.restart(time.Minute)
		s.asks(false, 255)
		s.shows(0)
	})
	t.Run("an effect that is over is over", func(t *testing.T) {
		s := newScene(t, RGB)
		s.do(Change{Effect: p("identify")})
		s.restart(time.Minute)
		if s.State.Effect != "" || s.moves(s.now) {
			t.Errorf("effect %q goes on", s.State.Effect)
		}
	})
	t.Run("a move goes on", func(t *testing.T) {
		s := newScene(t, RGB)
		s.do(Change{Move: p(-0.1)})
		s.wait(time.Second)
		s.restart(2 * time.Second)
		s.shows(0.7)
		s.do(Change{Move: p(0.)})
		s.asks(true, 179)
	})
	t.Run("a flash goes on", func(t *testing.T) {
		s := newScene(t, RGB)
		s.do(Change{Flash: p(10 * time.Second)})
		s.restart(4 * time.Second)
		s.shows(0)
		s.wait(500 * time.Millisecond)
		s.shows(1)
	})
}

// set returns an instant as it reads after the wall clock was set forward: the
// seconds of a time with a monotonic part stand above its 30 bits of
// nanoseconds (time.Time).
func set(t time.Time, forward time.Duration) time.Time {
	(*struct{ wall uint64 })(unsafe.Pointer(&t)).wall += uint64(forward/time.Second) << 30
	return t
}

func TestAClockThatIsSetMovesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		change func(s *scene) Change
		at     []time.Duration // after the start, before and after a restart
		shown  []float64
	}{
		"a fade": {func(*scene) Change { return Change{Power: &off, Transition: p(time.Hour)} },
			[]time.Duration{30 * time.Minute, 45 * time.Minute}, []float64{0.5, 0.25}},
		"a change that waits": {func(s *scene) Change {
			return Change{Power: &off, Transition: p(2 * time.Second), At: in(s, 8*time.Second)}
		}, []time.Duration{4 * time.Second, 9 * time.Second}, []float64{1, 0.5}},
		"an on_time": {func(*scene) Change { return Change{Power: &on, OnTime: p(time.Hour)} },
			[]time.Duration{30 * time.Minute, 59 * time.Minute}, []float64{1, 1}},
		"a flash": {func(*scene) Change { return Change{Flash: p(time.Minute)} },
			[]time.Duration{30 * time.Second, 50 * time.Second}, []float64{0, 0}},
		"a move": {func(*scene) Change { return Change{Move: p(-0.01)} },
			[]time.Duration{20 * time.Second, 30 * time.Second}, []float64{0.8, 0.7}},
		"an effect": {func(*scene) Change { return Change{Effect: p("breathe")} },
			[]time.Duration{4002 * time.Second, 4004 * time.Second}, []float64{0.1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, RGB)
			s.now = time.Now()
			if d := set(s.now, time.Hour).Round(0).Sub(s.now.Round(0)); d != time.Hour {
				t.Skipf("a time is made otherwise here: %v", d)
			}
			s.do(c.change(s))
			s.now = set(s.now, 24*time.Hour+2*time.Second)
			s.wait(c.at[0])
			s.shows(c.shown[0])
			s.restart(c.at[1] - c.at[0])
			s.shows(c.shown[1])
			if m := s.Move; m != nil && Level(m.level(s.now)) != 179 {
				t.Errorf("the move is at %d", Level(m.level(s.now)))
			}
		})
	}
}

func TestALiveStateOfAnotherLampIsMadeToFit(t *testing.T) {
	s := newScene(t, RGBW)
	s.do(Change{Mireds: p(300.), Transition: p(time.Hour)})
	s.fixture.Kind = RGBWW // its state can have the same words, its light is another
	s.restart(time.Second)
	if got, want := s.look(s.now), s.fixture.Look(s.State); got != want {
		t.Errorf("shows %+v, want %+v", got, want)
	}
	s.fixture.Kind = Dimmer
	s.restart(time.Second)
	if s.State.Mode != ModeBrightness {
		t.Errorf("a dimmer is asked for %s", s.State.Mode)
	}
}

func TestASteadyStageIsNotDue(t *testing.T) {
	for _, kind := range Kinds {
		s := newScene(t, kind)
		s.do(Change{Power: &off, Flash: p(time.Second)})
		s.wait(2 * time.Second)
		if next := s.next(s.now); !next.IsZero() {
			t.Errorf("%s wants to be woken at %v", kind, next)
		}
	}
}

func TestFramesAreCountedFromTheStart(t *testing.T) {
	s := newScene(t, RGB)
	s.do(Change{Power: &off, At: in(s, -333*time.Millisecond), Transition: p(time.Second)})
	var frames []time.Duration
	for range 3 {
		next := s.next(s.now)
		frames = append(frames, next.Sub(epoch))
		s.now = next
	}
	if want := []time.Duration{7, 17, 27}; !slices.Equal(frames, []time.Duration{want[0] * time.Millisecond, want[1] * time.Millisecond, want[2] * time.Millisecond}) {
		t.Errorf("frames at %v, want at %v ms", frames, want)
	}
}
