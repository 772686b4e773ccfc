package lamp

import "time"

// flash is a light laid over everything else for a while.
type flash struct {
	Start time.Time `json:"start,omitzero"`
	End   time.Time `json:"end,omitzero"`
}

// over returns the look at t: once a second, half a second away from what is
// asked for. A lamp that is lit, or about to be, flashes to darkness, another
// one to full light.
func (f flash) over(base Look, lit bool, t time.Time) Look {
	if !f.on(t) || t.Sub(f.Start)%time.Second >= time.Second/2 {
		return base
	}
	base.Lightness = 1
	if lit {
		base.Lightness = 0
	}
	return base
}

// on tells whether the flash is going on at t.
func (f flash) on(t time.Time) bool { return !t.Before(f.Start) && t.Before(f.End) }
