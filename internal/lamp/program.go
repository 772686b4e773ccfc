package lamp

import "time"

// program is the light that belongs to one target: a fade to it and, on top of
// that, an effect that begins with the fade or goes on from an earlier one.
type program struct {
	Fade   Fade      `json:"fade"`
	Effect string    `json:"effect,omitempty"`
	Began  time.Time `json:"began,omitzero"` // when the effect began
	Speed  float64   `json:"speed,omitempty"`
	Seed   uint64    `json:"seed,omitempty"`
}

// at returns the look at t. An effect is a target that moves: the fade leads
// into it without a jump.
func (p *program) at(f Fixture, t time.Time) Look {
	e := effectNamed(p.Effect)
	if e == nil || e.length > 0 && !t.Before(p.effectEnd(e)) {
		return p.Fade.At(t)
	}
	target := e.at(f, p.Fade.To, t.Sub(p.Began).Seconds()*p.Speed, p.Seed)
	if p.Fade.Done(t) {
		return target
	}
	return NewFade(p.Fade.From, target, p.Fade.Start, p.Fade.Length).At(t)
}

// effectEnd returns when an effect of some length is over.
func (p *program) effectEnd(e *effect) time.Time {
	return p.Began.Add(time.Duration(float64(e.length) / p.Speed))
}

// ends returns when the program comes to rest by itself. An endless effect
// never does: ok is false.
func (p *program) ends() (t time.Time, ok bool) {
	t, ok = p.Fade.End(), true
	if e := effectNamed(p.Effect); e != nil {
		ok = e.length > 0
		if end := p.effectEnd(e); end.After(t) {
			t = end
		}
	}
	return t, ok
}

// rests tells whether the look no longer changes at t.
func (p *program) rests(t time.Time) bool {
	end, ok := p.ends()
	return ok && !t.Before(end)
}

// follow lets the effect of an earlier program go on in this one, from where
// it is when this one starts, whatever the speed was.
func (p *program) follow(earlier *program) {
	elapsed := max(0, p.Fade.Start.Sub(earlier.Began))
	p.Began = p.Fade.Start.Add(-time.Duration(float64(elapsed) * earlier.Speed / p.Speed))
	p.Seed = earlier.Seed
}
