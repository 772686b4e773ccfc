package lamp

import (
	"errors"
	"fmt"
	"time"
)

// ErrExpired says that a change came after its Expires.
var ErrExpired = errors.New("expired")

// MaxAhead is how far in the future a transition may be told to start.
const MaxAhead = 10 * time.Second

// change applies one change: the whole of it, or nothing and an error. clock
// tells whether At and Expires can be compared with now.
func (s *stage) change(c Change, now time.Time, clock Clock) error {
	start, err := c.start(now, clock)
	if err != nil {
		return err
	}
	if c.stops() && s.Move == nil {
		c.Move = nil
	}
	from := s.State
	if s.Move != nil && c.targets() {
		from.Brightness = s.Move.level(start) // every change ends a move where it is
	}
	state, err := from.Apply(c, s.fixture)
	if err != nil {
		return err
	}
	state = state.after(s.State)
	if c.targets() {
		s.OffAt = time.Time{}
		if state.Version != s.State.Version || c.renews() || s.Next != nil {
			s.perform(c, state, start, now)
		}
	}
	s.State = state
	if c.OnTime != nil && state.Lit() {
		s.OffAt = start.Add(*c.OnTime)
	}
	if c.Flash != nil {
		s.Flash = flash{Start: start, End: start.Add(*c.Flash)}
	}
	return nil
}

// perform puts the program that leads to a state on show, at once or when its
// time comes, in place of one that waits.
func (s *stage) perform(c Change, state State, start, now time.Time) {
	m := s.moving(c, state, start)
	p := program{
		Fade:   Fade{To: s.fixture.Look(state), Start: start, Length: s.length(c)},
		Effect: state.Effect, Began: start, Speed: state.Speed, Seed: s.seed + state.Version,
	}
	if m != nil {
		p.Fade.Length = m.length(state.Brightness)
	}
	if c.Effect == nil && state.Effect != "" {
		p.follow(s.newest())
	}
	s.Move, s.Next = m, nil
	if start.After(now) {
		s.Next = &p
		return
	}
	s.begin(p)
}

// moving returns the move that a change starts, from what is shown by then;
// nil if it starts none.
func (s *stage) moving(c Change, state State, start time.Time) *move {
	if c.Move == nil || c.stops() || !state.Lit() {
		return nil
	}
	m := &move{From: s.Now.at(s.fixture, start).Lightness, Rate: *c.Move, Start: start}
	switch {
	case s.Now.Effect == "":
	case s.Move != nil:
		m.From = s.Move.level(start)
	default:
		m.From = s.State.Brightness
	}
	return m
}

// length returns how long the fade of a change takes. What is only on or off
// never fades.
func (s *stage) length(c Change) time.Duration {
	switch {
	case !s.fixture.Kind.Dimmable(), c.stops():
		return 0
	case c.Transition != nil:
		return *c.Transition
	}
	return s.usual
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
