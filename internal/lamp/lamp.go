package lamp

import (
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
	Seed   uint64       // of effects that look random: no two lamps flicker alike
	Log    *slog.Logger
	Beat   time.Duration // how often to call OnBeat; 0: never
	OnBeat func()        // called by the working loop: it proves that the loop works
	Start  Start         // what to show first
}

// Lamp is the owner of the light. Make it with New, let Run own it.
type Lamp struct {
	Config
	stage    stage
	looked   time.Time // when what is on show was due; an end behind it is still to be shown
	levels   [MaxChannels]float64
	queue    chan Request
	watchers []chan Report
	keeper   chan stage
	lit      chan struct{}
	gone     chan struct{}
	hasty    bool // it was said that commands start at once for want of a clock
}

// New returns a lamp that has not been lit yet.
func New(c Config) *Lamp {
	if c.Clock == nil {
		c.Clock = func() Clock { return Unsynced }
	}
	return &Lamp{
		Config: c,
		queue:  make(chan Request, queueLength),
		keeper: make(chan stage, 1),
		lit:    make(chan struct{}),
		gone:   make(chan struct{}),
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
