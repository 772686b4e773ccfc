package lamp

import (
	"context"
	"errors"
	"time"
)

// Request is one entry of the lamp's queue. A nil Change asks only for the
// watchers to be told.
type Request struct {
	Change *Change
	// Done, if not nil, is called on the lamp's goroutine with the outcome; it
	// must not block. ignored are the keys "at" and "expires" of a change whose
	// times could not be judged: the clock is not synchronised, so it started
	// at once.
	Done func(ignored []string, err error)
}

// ErrGone says that the lamp no longer runs.
var ErrGone = errors.New("the lamp has stopped")

// queueLength is how many requests wait while the loop shows something.
const queueLength = 64

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

// serve applies a request and all that wait behind it, in order.
func (l *Lamp) serve(r Request) {
	now := time.Now()
	clock := l.Clock()
	for waiting := len(l.queue); ; waiting-- {
		var ignored []string
		var err error
		if r.Change != nil {
			l.stage.advance(now)
			ignored = l.untimed(*r.Change, clock)
			err = l.stage.change(*r.Change, now, clock)
		}
		if r.Done != nil {
			r.Done(ignored, err)
		}
		if waiting == 0 {
			return
		}
		r = <-l.queue
	}
}

// untimed returns the keys of a change that the clock cannot be asked about,
// and says so in the log, once until it can.
func (l *Lamp) untimed(c Change, clock Clock) []string {
	keys := c.timed()
	switch {
	case len(keys) == 0:
		return nil
	case clock == Synced:
		if l.hasty {
			l.Log.Info("the clock is synchronised: commands with a time are obeyed")
		}
		l.hasty = false
		return nil
	case !l.hasty:
		l.Log.Info("the clock is not synchronised: commands with a time start at once", "clock", clock)
	}
	l.hasty = true
	return keys
}
