package lamp

import "time"

// still returns the stage of a state that is reached.
func (n nature) still(s State, now time.Time) stage {
	look := n.fixture.Look(s)
	return stage{State: s, nature: n, Now: program{
		Fade: NewFade(look, look, now, 0), Effect: s.Effect, Began: now, Speed: s.Speed, Seed: n.seed + s.Version,
	}}
}

// kept returns the stage as it is written to a file: its instants by the wall
// clock of now, however that was set since.
func (s stage) kept(now time.Time) stage {
	return s.timed(func(t time.Time) time.Time { return now.Round(0).Add(t.Sub(now)) })
}

// resumed returns a stage that was read from a file as it should be by now:
// its instants on the monotonic clock of now.
func (n nature) resumed(s stage, now time.Time) stage {
	s = s.timed(func(t time.Time) time.Time { return anchored(t, now) })
	s.Now.Fade = s.Now.Fade.ready()
	s.nature = n
	return s
}

// timed returns the stage with all of its instants moved; zero ones stay.
func (s stage) timed(shift func(time.Time) time.Time) stage {
	moved := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		return shift(t)
	}
	s.Now.Fade.Start, s.Now.Began = moved(s.Now.Fade.Start), moved(s.Now.Began)
	if s.Next != nil {
		next := *s.Next
		next.Fade.Start, next.Began = moved(next.Fade.Start), moved(next.Began)
		s.Next = &next
	}
	s.Flash = flash{moved(s.Flash.Start), moved(s.Flash.End)}
	s.OffAt = moved(s.OffAt)
	if m := s.Move; m != nil {
		s.Move = &move{m.From, m.Rate, moved(m.Start)}
	}
	return s
}

// credible tells whether a stage that was read can be one of its fixture: the
// state is, and the programs lead to it.
func (s *stage) credible() bool {
	p := s.newest()
	var led, asked [MaxChannels]float64
	s.fixture.Levels(p.Fade.To, &led)
	s.fixture.Levels(s.fixture.Look(s.State), &asked)
	return s.fixture.fit(s.State) == s.State && led == asked && p.Effect == s.State.Effect && p.Speed == s.State.Speed
}
