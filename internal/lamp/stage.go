package lamp

import "time"

// stage is all that the owner loop owns: the target, what is on show and what
// waits for its time. Its methods read no clock. Its JSON is the live state.
type stage struct {
	State State     `json:"state"`
	Now   program   `json:"now"`
	Next  *program  `json:"next,omitempty"` // starts at Next.Fade.Start, from what is shown then; never written to
	Flash flash     `json:"flash,omitzero"`
	OffAt time.Time `json:"off_at,omitzero"` // end of an on_time; zero: none
	Move  *move     `json:"move,omitempty"`  // the newest program is a brightness_move; never written to

	nature
}

// nature is what a lamp is by itself, whatever it was told.
type nature struct {
	fixture Fixture
	usual   time.Duration // length of a fade when a change names none
	seed    uint64        // of its effects
}

// look returns what is to be seen at now.
func (s *stage) look(now time.Time) Look {
	return s.Flash.over(s.Now.at(s.fixture, now), s.Now.Fade.To.Lightness > 0, now)
}

// newest returns the program that leads to the target.
func (s *stage) newest() *program {
	if s.Next != nil {
		return s.Next
	}
	return &s.Now
}

// begin starts a program from what is shown at its start. One that should run
// already is joined on its way.
func (s *stage) begin(p program) {
	length := p.Fade.Length
	p.Fade = NewFade(s.Now.at(s.fixture, p.Fade.Start), p.Fade.To, p.Fade.Start, length)
	if p.Effect != "" {
		p.Fade.Length = length // it leads into the effect even from the light under it
	}
	s.Now = p
}

// advance does what has become due by now, in order and as of its time, and
// tells whether the target changed by it: a waiting program starts, an on_time
// is over, an effect that has an end gives way to the asked-for light.
func (s *stage) advance(now time.Time) (changed bool) {
	for at := s.due(); !at.IsZero() && !at.After(now); at = s.due() {
		switch {
		case s.Next != nil && at.Equal(s.Next.Fade.Start):
			next := *s.Next
			s.Next = nil
			s.begin(next)
			continue
		case at.Equal(s.OffAt):
			s.own(Change{Power: new(PowerOff)}, at)
		default:
			s.own(Change{Effect: new("")}, at)
		}
		changed = true
	}
	return changed
}

// own applies a change of the lamp's own, which every fixture accepts.
func (s *stage) own(c Change, at time.Time) {
	if err := s.change(c, at, Unsynced); err != nil {
		panic(err)
	}
}

// due returns when advance has something to do next; zero: never.
func (s *stage) due() time.Time {
	due := s.OffAt
	if s.Next != nil {
		return earlier(due, s.Next.Fade.Start)
	}
	if end, ok := s.Now.ends(); ok && s.Now.Effect != "" {
		due = earlier(due, end)
	}
	return due
}

// moves tells whether the look changes from one frame to the next.
func (s *stage) moves(now time.Time) bool { return !s.Now.rests(now) || s.Flash.on(now) }

// next returns the next instant at which something is due, or to be shown;
// zero: none.
func (s *stage) next(now time.Time) time.Time {
	next := s.due()
	if s.Flash.Start.After(now) {
		next = earlier(next, s.Flash.Start)
	}
	switch {
	case s.Flash.on(now):
		next = earlier(next, s.Now.tick(now, frame))
	case s.moves(now):
		next = earlier(next, s.Now.tick(now, s.Now.pace(now)))
	}
	return next
}

// ends returns when the newest target is reached, for a watcher; zero when
// it is reached by now or an effect goes on.
func (s *stage) ends(now time.Time) time.Time {
	p := s.newest()
	if p.Effect != "" || p.Fade.Done(now) {
		return time.Time{}
	}
	return p.Fade.End()
}

// earlier returns the first of two instants; a zero one is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
