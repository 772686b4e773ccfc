package lamp

import "time"

// post puts v into a mailbox of length 1 in place of what is there. It never
// blocks; only one goroutine may post into a mailbox.
func post[T any](mailbox chan T, v T) {
	select {
	case <-mailbox:
	default:
	}
	mailbox <- v
}

// switched is a ticker that can be off: then it holds no timer, and its
// channel is nil.
type switched struct {
	C      <-chan time.Time
	every  time.Duration
	ticker *time.Ticker
}

func newSwitched(every time.Duration) *switched { return &switched{every: every} }

// set switches the ticker on or off; it goes on undisturbed when it is as
// wanted already.
func (s *switched) set(on bool) {
	switch {
	case on && s.ticker == nil:
		s.ticker = time.NewTicker(s.every)
		s.C = s.ticker.C
	case !on && s.ticker != nil:
		s.ticker.Stop()
		s.ticker, s.C = nil, nil
	}
}

func (s *switched) stop() { s.set(false) }
