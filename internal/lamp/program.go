package lamp

import "time"

// program is the light that belongs to one target: a fade to it and, on top of
// that, an effect that begins with the fade.
type program struct {
	Fade   Fade    `json:"fade"`
	Effect string  `json:"effect,omitempty"`
	Speed  float64 `json:"speed,omitempty"`
	Seed   uint64  `json:"seed,omitempty"`
}

// at returns the look at t. An effect is a target that moves: the fade leads
// into it without a jump.
func (p program) at(t time.Time) Look {
	e := effectNamed(p.Effect)
	if e == nil {
		return p.Fade.At(t)
	}
	target := e.at(p.Fade.To, t.Sub(p.Fade.Start).Seconds()*p.Speed, p.Seed)
	if p.Fade.Done(t) {
		return target
	}
	return NewFade(p.Fade.From, target, p.Fade.Start, p.Fade.Length).At(t)
}

// ends returns when the program comes to rest by itself. An endless effect
// never does: ok is false.
func (p program) ends() (t time.Time, ok bool) {
	e := effectNamed(p.Effect)
	switch {
	case e == nil:
		return p.Fade.End(), true
	case e.length == 0:
		return time.Time{}, false
	}
	return p.Fade.Start.Add(time.Duration(float64(e.length) / p.Speed)), true
}

// rests tells whether the look no longer changes at t.
func (p program) rests(t time.Time) bool {
	end, ok := p.ends()
	return ok && !t.Before(end)
}

// anchored returns a program that was read from a file as it was, its time on
// the monotonic clock of now.
func (p program) anchored(now time.Time) program {
	p.Fade = NewFade(p.Fade.From, p.Fade.To, anchored(p.Fade.Start, now), p.Fade.Length)
	return p
}
