package lamp

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// recorder is an output that remembers every change of its light.
type recorder struct {
	sync.Mutex
	shown [][]float64
	calls int
	err   error
	takes time.Duration // of each Show
}

func (r *recorder) Show(levels []float64) error {
	r.Lock()
	defer r.Unlock()
	r.calls++
	time.Sleep(r.takes)
	if n := len(r.shown); n == 0 || !slices.Equal(r.shown[n-1], levels) {
		r.shown = append(r.shown, slices.Clone(levels))
	}
	return r.err
}

func (r *recorder) last() []float64 {
	r.Lock()
	defer r.Unlock()
	return r.shown[len(r.shown)-1]
}

func (r *recorder) count() int {
	r.Lock()
	defer r.Unlock()
	return len(r.shown)
}

// frames returns how often something was shown, changed or not.
func (r *recorder) frames() int {
	r.Lock()
	defer r.Unlock()
	return r.calls
}

// bench is a lamp that runs in a bubble.
type bench struct {
	*Lamp
	t    *testing.T
	out  *recorder
	news <-chan Report
	stop context.CancelFunc
}

func start(t *testing.T, c Config) *bench {
	t.Helper()
	b := &bench{t: t, out: &recorder{}}
	if c.Kind == "" {
		c.Kind = RGB
	}
	if c.Transition == 0 {
		c.Transition = 400 * time.Millisecond
	}
	c.Warm, c.Cold = 1e6/2700, 1e6/6500
	c.Output = b.out
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	b.Lamp = New(c)
	b.news = b.Watch()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	b.stop = func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
	<-b.Lit()
	synctest.Wait()
	return b
}

func (b *bench) do(c Change) (err error) {
	b.t.Helper()
	_, err = b.answer(c)
	return err
}

// ask does a change that must be accepted and returns what was ignored of it.
func (b *bench) ask(c Change) (ignored []string) {
	b.t.Helper()
	ignored, err := b.answer(c)
	if err != nil {
		b.t.Fatal(err)
	}
	return ignored
}

func (b *bench) answer(c Change) (ignored []string, err error) {
	b.t.Helper()
	done := make(chan struct{})
	r := Request{Change: &c, Done: func(i []string, e error) { ignored, err = i, e; close(done) }}
	if e := b.Do(b.t.Context(), r); e != nil {
		b.t.Fatal(e)
	}
	<-done
	synctest.Wait()
	return ignored, err
}

func TestALampLightsThenFadesThenRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, Config{})
		defer b.stop()
		if got := b.out.last(); !slices.Equal(got, []float64{1, 1, 1}) {
			t.Fatalf("first light %v, want full white", got)
		}
		if err := b.do(Change{Color: &HS{0, 1}, Transition: p(500 * time.Millisecond)}); err != nil {
			t.Fatal(err)
		}
		if got := <-b.news; got.Hue != 0 || got.Saturation != 1 || got.Version != 1 {
			t.Errorf("told %+v before the fade, want the target", got)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if got := b.out.last(); !slices.Equal(got, []float64{1, 0, 0}) {
			t.Errorf("ends at %v, want red", got)
		}
		if n := b.out.count(); n < 45 || n > 55 {
			t.Errorf("half a second of fade took %d looks, want about 50", n)
		}
		if b.stage.moves(time.Now()) {
			t.Error("the lamp still moves")
		}
		select {
		case r := <-b.news:
			t.Errorf("told once more: %+v", r)
		default:
		}
	})
}

func TestTwoTogglesCancelOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, Config{})
		defer b.stop()
		for range 2 {
			if err := b.Do(t.Context(), Request{Change: &Change{Power: &toggle}}); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Second)
		if got := <-b.news; !got.On || got.Version != 2 {
			t.Errorf("after two toggles %+v", got)
		}
	})
}

func TestAFloodEndsOnItsLastCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, Config{})
		defer b.stop()
		for i := range 2000 {
			level := float64(i%255+1) / 255
			if err := b.Do(t.Context(), Request{Change: &Change{Brightness: &level, Transition: p(time.Duration(0))}}); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		want := Luminance(float64(1999%255+1) / 255)
		if got := b.out.last()[0]; got != want {
			t.Errorf("ends at %v, want %v", got, want)
		}
	})
}

func TestARefusedChangeIsAnsweredAndTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, Config{})
		defer b.stop()
		<-b.news
		if err := b.do(Change{White: p(1.)}); err == nil {
			t.Error("white is accepted by an rgb lamp")
		}
		if got := <-b.news; got.Version != 0 {
			t.Errorf("told %+v, want the unchanged state", got)
		}
	})
}

func TestAMoveIsTwoChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, Config{Start: Start{First: &State{On: true, Brightness: 1. / 255, Mode: ModeHS}}})
		defer b.stop()
		if err := b.do(Change{Move: p(100. / 255)}); err != nil {
			t.Fatal(err)
		}
		if got := <-b.news; got.Brightness != 1 {
			t.Errorf("a move up is told as %v, want its end", got.Brightness)
		}
		time.Sleep(time.Second)
		if err := b.do(Change{Move: p(0.)}); err != nil {
			t.Fatal(err)
		}
		if got := <-b.news; Level(got.Brightness) != 101 {
			t.Errorf("stopped at %d, want 101", Level(got.Brightness))
		}
		n := b.out.count()
		time.Sleep(time.Second)
		if b.out.count() != n {
			t.Error("the light still moves after the stop")
		}
	})
}

func TestOnTimeEndsUnlessANewerChangeCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, Config{})
		defer b.stop()
		_ = b.do(Change{Power: &on, OnTime: p(10 * time.Second)})
		time.Sleep(9 * time.Second)
		if got := <-b.news; !got.On {
			t.Fatal("off too early")
		}
		time.Sleep(2 * time.Second)
		if got := <-b.news; got.On {
			t.Error("still on after on_time")
		}
		_ = b.do(Change{Power: &on, OnTime: p(10 * time.Second)})
		time.Sleep(time.Second)
		_ = b.do(Change{Brightness: p(0.5)})
		time.Sleep(time.Minute)
		if got := <-b.news; !got.On {
			t.Error("a newer change does not cancel on_time")
		}
	})
}

func TestAtStartsTheTransitionWhenToldAndLateLampsJoinIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		synced := func() Clock { return Synced }
		early, late := start(t, Config{Clock: synced}), start(t, Config{Clock: synced})
		defer early.stop()
		defer late.stop()
		at := time.Now().Add(500 * time.Millisecond)
		c := Change{Power: &off, Transition: p(2 * time.Second), At: &at}
		_ = early.do(c)
		if got := <-early.news; got.On || !got.Ends.Equal(at.Add(2*time.Second)) {
			t.Errorf("accepted as %+v", got)
		}
		time.Sleep(499 * time.Millisecond)
		if n := early.out.count(); n != 1 {
			t.Errorf("started early: %d looks", n)
		}
		time.Sleep(501 * time.Millisecond)
		_ = late.do(c)
		time.Sleep(time.Millisecond)
		for range 20 {
			time.Sleep(100 * time.Millisecond)
			a, b := Lightness(early.out.last()[0]), Lightness(late.out.last()[0])
			if d := a - b; d > 0.01 || d < -0.01 {
				t.Fatalf("out of step: %v and %v", a, b)
			}
		}
	})
}

func TestAtAndExpiresAreJudgedByASynchronisedClockOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		past, far := now.Add(-time.Millisecond), now.Add(11*time.Second)
		for clock, want := range map[Clock]bool{Synced: true, Unsynced: false, Unknown: false} {
			b := start(t, Config{Clock: func() Clock { return clock }})
			if err := b.do(Change{Power: &off, Expires: &past}); (err == ErrExpired) != want {
				t.Errorf("%s: expired: %v", clock, err)
			}
			if err := b.do(Change{Power: &on, At: &far}); (err != nil) != want {
				t.Errorf("%s: 11 s ahead: %v", clock, err)
			}
			b.stop()
		}
	})
}

func TestAFlashReturnsToWhatIsAskedForByThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, Config{})
		defer b.stop()
		_ = b.do(Change{Flash: p(2 * time.Second)})
		if got := b.out.last(); got[0] != 0 {
			t.Errorf("a lit lamp flashes to %v", got)
		}
		time.Sleep(time.Second)
		_ = b.do(Change{Color: &HS{0, 1}})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := b.out.last(); !slices.Equal(got, []float64{1, 0, 0}) {
			t.Errorf("returns to %v, want red", got)
		}
	})
}

func TestAnEffectWithAnEndGivesWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, Config{})
		defer b.stop()
		_ = b.do(Change{Effect: p("identify"), Client: "me"})
		if got := <-b.news; got.Effect != "identify" {
			t.Fatalf("told %+v", got)
		}
		time.Sleep(11 * time.Second)
		if got := <-b.news; got.Effect != "" || got.Client != "" {
			t.Errorf("after its end: %+v", got)
		}
		if b.stage.moves(time.Now()) {
			t.Error("the lamp still moves")
		}
	})
}

func TestOnExitDarkIsDark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for exit, want := range map[string]float64{"hold": 1, "dark": 0} {
			b := start(t, Config{Options: Options{OnExit: exit}})
			b.stop()
			if got := b.out.last()[0]; got != want {
				t.Errorf("%s leaves %v", exit, got)
			}
			if err := b.Do(t.Context(), Request{}); err != ErrGone {
				t.Errorf("Do after the end: %v", err)
			}
		}
	})
}

func TestAHardwareErrorEndsTheLamp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &recorder{err: context.DeadlineExceeded}
		l := New(Config{Options: Options{Kind: RGB}, Output: out})
		if err := l.Run(t.Context()); err == nil {
			t.Error("Run returns nil")
		}
	})
}

func TestASteadyLampIsNotWoken(t *testing.T) {
	for _, kind := range Kinds {
		synctest.Test(t, func(t *testing.T) {
			b := start(t, Config{Options: Options{Kind: kind}})
			defer b.stop()
			_ = b.do(Change{Power: &off, Flash: p(time.Second)})
			time.Sleep(time.Minute)
			frames := b.out.frames()
			time.Sleep(24 * time.Hour)
			if n := b.out.frames() - frames; n != 0 {
				t.Errorf("a steady %s shows %d frames a day", kind, n)
			}
		})
	}
}

func TestTheBeatComesFromTheLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var beats int
		b := start(t, Config{Beat: time.Second, OnBeat: func() { beats++ }})
		time.Sleep(10*time.Second + time.Millisecond)
		b.stop()
		if beats != 10 {
			t.Errorf("%d beats in 10 s", beats)
		}
	})
}

func TestWithoutAClockALampStartsAtOnceAndSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var logged strings.Builder
		clock := Unknown
		b := start(t, Config{Clock: func() Clock { return clock }, Log: slog.New(slog.NewTextHandler(&logged, nil))})
		defer b.stop()
		at := time.Now().Add(5 * time.Second)
		timed := Change{Power: &toggle, At: &at, Expires: &at}
		for range 2 {
			if ignored := b.ask(timed); !slices.Equal(ignored, []string{"at", "expires"}) {
				t.Errorf("ignored %v", ignored)
			}
			time.Sleep(time.Second)
		}
		if b.stage.State.Version != 2 || b.stage.Next != nil {
			t.Error("it waits")
		}
		if ignored := b.ask(Change{Power: &on}); ignored != nil {
			t.Errorf("ignored %v of a change without a time", ignored)
		}
		clock = Synced
		if ignored := b.ask(timed); ignored != nil || b.stage.Next == nil {
			t.Errorf("with a clock it ignores %v", ignored)
		}
		if n := strings.Count(logged.String(), "clock=unknown"); n != 1 || strings.Count(logged.String(), "\n") != 2 {
			t.Errorf("logged:\n%s", logged.String())
		}
	})
}

func TestAFadeThatEndsWhileAFrameIsShownReachesItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, Config{})
		defer b.stop()
		b.out.Lock()
		b.out.takes = 25 * time.Millisecond // a frame from 390 to 415 ms
		b.out.Unlock()
		if err := b.do(Change{Power: new(PowerOff)}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if last := b.out.last(); slices.Max(last) > 0 {
			t.Errorf("it stays at %v", last)
		}
	})
}
