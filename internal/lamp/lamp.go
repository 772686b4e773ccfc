package lamp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Output is where light leaves: levels[i] is the linear light 0..1 of channel
// i of Kind.Channels. An error means that the hardware is gone.
type Output interface {
	Show(levels []float64) error
}

// Config is what a Lamp is made of.
type Config struct {
	Options
	Output Output
	Clock  func() Clock // nil: the clock is not synchronised
	Log    *slog.Logger
	Beat   time.Duration // how often to call OnBeat; 0: never
	OnBeat func()        // called by the working loop: it proves that the loop works
	Start  Start         // what to show first
}

// Request is one entry of the lamp's queue. A nil Change asks only for the
// watchers to be told.
type Request struct {
	Change *Change
	// Done, if not nil, is called on the lamp's goroutine with the outcome; it
	// must not block.
	Done func(error)
}

// ErrGone says that the lamp no longer runs.
var ErrGone = errors.New("the lamp has stopped")

const (
	queueLength = 64                    // requests that wait while the loop shows something
	frame       = 10 * time.Millisecond // between two looks while something moves
)

// Lamp is the owner of the light. Make it with New, let Run own it.
type Lamp struct {
	Config
	fixture  Fixture
	stage    stage
	levels   [MaxChannels]float64
	queue    chan Request
	watchers []chan Report
	keeper   chan stage
	lit      chan struct{}
	gone     chan struct{}
}

// New returns a lamp that has not been lit yet.
func New(c Config) *Lamp {
	if c.Clock == nil {
		c.Clock = func() Clock { return Unsynced }
	}
	return &Lamp{
		Config:  c,
		fixture: c.Fixture(),
		queue:   make(chan Request, queueLength),
		keeper:  make(chan stage, 1),
		lit:     make(chan struct{}),
		gone:    make(chan struct{}),
	}
}

// Watch returns a mailbox that holds the newest report only: the lamp never
// waits for its reader. Call it before Run.
func (l *Lamp) Watch() <-chan Report {
	w := make(chan Report, 1)
	l.watchers = append(l.watchers, w)
	return w
}

// Lit is closed when the first light is on show.
func (l *Lamp) Lit() <-chan struct{} { return l.lit }

// Do puts a request into the queue, which the lamp drains within
// microseconds. It returns ErrGone after the lamp's end.
func (l *Lamp) Do(ctx context.Context, r Request) error {
	select {
	case <-l.gone:
		return ErrGone
	default:
	}
	select {
	case l.queue <- r:
		return nil
	case <-l.gone:
		return ErrGone
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run shows the first light and then owns the lamp until ctx is done. An error
// of the output ends it.
func (l *Lamp) Run(ctx context.Context) error {
	defer close(l.gone)
	defer close(l.keeper)
	l.stage = l.Start.stage(l.fixture, time.Now())
	if err := l.show(time.Now()); err != nil {
		return err
	}
	close(l.lit)
	l.tell(time.Now())
	return l.loop(ctx)
}

// loop waits for what comes next: a request, the next frame while something
// moves, an instant that was set, the beat, the end.
func (l *Lamp) loop(ctx context.Context) error {
	frames := newSwitched(frame)
	beats := newSwitched(l.Beat)
	alarm := time.NewTimer(0)
	defer frames.stop()
	defer beats.stop()
	defer alarm.Stop()
	beats.set(l.Beat > 0)
	for {
		now := time.Now()
		frames.set(l.stage.moves(now))
		if next := l.stage.next(now); !next.IsZero() {
			alarm.Reset(next.Sub(now))
		} else {
			alarm.Stop()
		}
		var changed bool
		select {
		case <-ctx.Done():
			return l.leave()
		case r := <-l.queue:
			l.serve(r)
			changed = true
		case <-frames.C:
		case <-alarm.C:
		case <-beats.C:
			l.OnBeat()
			continue
		}
		now = time.Now()
		if l.stage.advance(l.fixture, l.Transition, now) {
			changed = true
		}
		if err := l.show(now); err != nil {
			return err
		}
		if changed {
			l.tell(now)
		}
	}
}

// serve applies a request and all that wait behind it, in order.
func (l *Lamp) serve(r Request) {
	now := time.Now()
	clock := l.Clock()
	for waiting := len(l.queue); ; waiting-- {
		l.stage.advance(l.fixture, l.Transition, now)
		var err error
		if r.Change != nil {
			err = l.stage.change(*r.Change, l.fixture, l.Transition, now, clock)
		}
		if r.Done != nil {
			r.Done(err)
		}
		if waiting == 0 {
			return
		}
		r = <-l.queue
	}
}

// show puts the look of now on the output.
func (l *Lamp) show(now time.Time) error {
	if err := l.Output.Show(l.fixture.Levels(l.stage.look(now), &l.levels)); err != nil {
		return fmt.Errorf("show the light: %w", err)
	}
	return nil
}

// tell puts the newest report into every mailbox.
func (l *Lamp) tell(now time.Time) {
	report := Report{State: l.stage.State}
	if ends := l.stage.ends(now); !ends.IsZero() && l.Clock() == Synced {
		report.Ends = now.Round(0).Add(ends.Sub(now))
	}
	for _, w := range l.watchers {
		post(w, report)
	}
	post(l.keeper, l.stage)
}

// leave leaves the light as configured.
func (l *Lamp) leave() error {
	if l.OnExit != "dark" {
		return nil
	}
	clear(l.levels[:])
	return l.Output.Show(l.levels[:len(l.fixture.Kind.Channels())])
}
