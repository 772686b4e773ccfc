package lamp

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// ErrExpired says that a change came after its Expires.
var ErrExpired = errors.New("expired")

// MaxAhead is how far in the future a transition may be told to start.
const MaxAhead = 10 * time.Second

// change applies one change: the whole of it, or nothing and an error. usual
// is the length of a fade that names none; clock tells whether At and Expires
// can be compared with now.
func (s *stage) change(c Change, f Fixture, usual time.Duration, now time.Time, clock Clock) error {
	start, err := c.start(now, clock)
	if err != nil {
		return err
	}
	shown := s.Now.at(now).Lightness
	c = s.endMove(c, shown)
	state, err := s.State.Apply(c, f)
	if err != nil {
		return err
	}
	before := s.State
	s.State = state
	if c.Targets() {
		s.OffAt = time.Time{}
		if state.Version != before.Version || c.renews() || s.Next != nil {
			s.Move = c.Move != nil && state.Lit()
			s.perform(program{
				Fade:   Fade{To: f.Look(state), Start: start, Length: c.length(state, shown, f, usual)},
				Effect: state.Effect, Speed: state.Speed, Seed: state.Version,
			}, now)
		}
	}
	if c.OnTime != nil && state.Lit() {
		s.OffAt = start.Add(*c.OnTime)
	}
	if c.Flash != nil {
		s.Flash = flash{Start: start, End: start.Add(*c.Flash)}
	}
	return nil
}

// start returns when the change starts, by the monotonic clock: now, unless it
// carries an At and the clock is synchronised.
func (c Change) start(now time.Time, clock Clock) (time.Time, error) {
	if clock != Synced {
		return now, nil
	}
	if c.Expires != nil && now.Round(0).After(*c.Expires) {
		return now, ErrExpired
	}
	if c.At == nil {
		return now, nil
	}
	start := anchored(*c.At, now)
	if start.Sub(now) > MaxAhead {
		return now, fmt.Errorf("at: %d is more than %v ahead", c.At.UnixMilli(), MaxAhead)
	}
	return start, nil
}

// endMove turns the end of a move into the brightness that is shown. Without a
// move there is nothing to end.
func (s *stage) endMove(c Change, shown float64) Change {
	if c.Move == nil || *c.Move != 0 {
		return c
	}
	c.Move = nil
	if s.Move {
		level := max(lowest, float64(Level(shown))/255)
		c.Brightness, c.Transition, c.KeepPower = &level, new(time.Duration), true
	}
	return c
}

// renews tells whether the change starts something even where the target
// stays: a transition of its own length, a start in step, an effect anew.
func (c Change) renews() bool {
	return c.Transition != nil || c.At != nil || c.Effect != nil && *c.Effect != ""
}

// length returns how long the fade to a state takes from a shown lightness. A
// move takes its time from its rate; a lamp that is only on or off never fades.
func (c Change) length(to State, shown float64, f Fixture, usual time.Duration) time.Duration {
	switch {
	case !f.Kind.Dimmable():
		return 0
	case c.Move != nil:
		way := math.Abs(to.Brightness - shown)
		return time.Duration(way / math.Abs(*c.Move) * float64(time.Second))
	case c.Transition != nil:
		return *c.Transition
	}
	return usual
}
