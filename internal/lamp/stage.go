package lamp

import "time"

// stage is all that the owner loop owns: the target, what is on show and what
// waits for its time. Its methods read no clock. Its JSON is the live state.
type stage struct {
	State State     `json:"state"`
	Now   program   `json:"now"`
	Next  *program  `json:"next,omitempty"` // starts at Next.Fade.Start, from what is shown then; never written to
	Flash flash     `json:"flash"`
	OffAt time.Time `json:"off_at"` // end of an on_time; zero: none
	Move  bool      `json:"move"`   // the target is the end of a brightness_move
}

// still returns the stage of a state that is reached.
func still(s State, f Fixture, now time.Time) stage {
	look := f.Look(s)
	return stage{State: s, Now: program{
		Fade: NewFade(look, look, now, 0), Effect: s.Effect, Speed: s.Speed, Seed: s.Version,
	}}
}

// resumed returns a stage that was read from a file as it should be by now.
func (s stage) resumed(now time.Time) stage {
	s.Now = s.Now.anchored(now)
	if s.Next != nil {
		next := s.Next.anchored(now)
		s.Next = &next
	}
	s.Flash = flash{anchored(s.Flash.Start, now), anchored(s.Flash.End, now)}
	s.OffAt = anchored(s.OffAt, now)
	return s
}

// look returns what is to be seen at now.
func (s *stage) look(now time.Time) Look { return s.Flash.over(s.Now.at(now), now) }

// perform puts a program on show, at once or when its time comes. One that
// should run already is joined on its way.
func (s *stage) perform(p program, now time.Time) {
	s.Next = nil
	if p.Fade.Start.After(now) {
		s.Next = &p
		return
	}
	s.begin(p, now)
}

// begin starts a program from what is shown at now.
func (s *stage) begin(p program, now time.Time) {
	p.Fade = NewFade(s.Now.at(now), p.Fade.To, p.Fade.Start, p.Fade.Length)
	s.Now = p
}

// advance does what has become due by now, and tells whether the target
// changed by it: a waiting program starts, an on_time is over, an effect that
// has an end gives way to the asked-for light.
func (s *stage) advance(f Fixture, usual time.Duration, now time.Time) (changed bool) {
	if s.Next != nil && !now.Before(s.Next.Fade.Start) {
		next := *s.Next
		s.Next = nil
		s.begin(next, next.Fade.Start)
	}
	if !s.OffAt.IsZero() && !now.Before(s.OffAt) {
		s.OffAt = time.Time{}
		off := PowerOff
		s.mustChange(Change{Power: &off}, f, usual, now)
		changed = true
	}
	if s.Now.Effect != "" && s.Next == nil && s.Now.rests(now) {
		var none string
		s.mustChange(Change{Effect: &none}, f, usual, now)
		changed = true
	}
	return changed
}

// mustChange applies a change of the lamp's own, which every fixture accepts.
func (s *stage) mustChange(c Change, f Fixture, usual time.Duration, now time.Time) {
	c.Client = s.State.Client
	if err := s.change(c, f, usual, now, Unsynced); err != nil {
		panic(err)
	}
}

// moves tells whether the look changes from one frame to the next.
func (s *stage) moves(now time.Time) bool { return !s.Now.rests(now) || s.Flash.on(now) }

// next returns the next instant after now at which something starts or ends;
// zero: none. What moves is looked at every frame anyway.
func (s *stage) next(now time.Time) (next time.Time) {
	due := []time.Time{s.OffAt, s.Flash.Start}
	if s.Next != nil {
		due = append(due, s.Next.Fade.Start)
	}
	for _, t := range due {
		if t.After(now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	return next
}

// ends returns when the newest target is reached, for a watcher; zero when
// it is reached by now or an effect goes on.
func (s *stage) ends(now time.Time) time.Time {
	p := s.Now
	if s.Next != nil {
		p = *s.Next
	}
	if p.Effect != "" || p.Fade.Done(now) {
		return time.Time{}
	}
	return p.Fade.End()
}
