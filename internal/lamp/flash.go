package lamp

import "time"

// flash is a light laid over everything else for a while.
type flash struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// over returns the look at t: once a second, half a second away from what is
// asked for, to darkness or, where that is dark, to full light.
func (f flash) over(base Look, t time.Time) Look {
	if !f.on(t) || t.Sub(f.Start)%time.Second >= time.Second/2 {
		return base
	}
	if base.Lightness > 0 {
		base.Lightness = 0
	} else {
		base.Lightness = 1
	}
	return base
}

// on tells whether the flash is going on at t.
func (f flash) on(t time.Time) bool { return !t.Before(f.Start) && t.Before(f.End) }
