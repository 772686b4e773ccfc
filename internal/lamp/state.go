package lamp

import "slices"

// State is what is asked of the lamp: the target, whatever a fade shows on
// the way there. It is a value; Apply makes the next one.
type State struct {
	On         bool      `json:"on"`               // asked to be on
	Zero       bool      `json:"zero,omitempty"`   // asked for a brightness of 0 as a level (the course's lamp): dark although on
	Brightness float64   `json:"brightness"`       // share of full lightness, 1/255..1; while off, what ON brings back
	Mode       ColorMode `json:"mode"`             // which of the colours below is meant
	Hue        float64   `json:"hue"`              // in turns, 0..1
	Saturation float64   `json:"saturation"`       // 0..1
	Mireds     float64   `json:"mireds"`           // colour temperature in reciprocal megakelvin
	Effect     string    `json:"effect,omitempty"` // running effect, "" for none
	Speed      float64   `json:"speed"`            // of the effect; 1 is its own pace
	Client     string    `json:"client"`           // who asked for the last change
	Course     bool      `json:"course,omitempty"` // it came in the words of the course's lamp
	Version    uint64    `json:"version"`          // rises by one with every change of the target
}

// Lit tells whether the lamp is to give light.
func (s State) Lit() bool { return s.On && !s.Zero }

// after returns the state with the version that it has after a former one.
func (s State) after(former State) State {
	target := s
	target.Client, target.Course, target.Version = former.Client, former.Course, former.Version
	s.Version = former.Version
	if target != former {
		s.Version++
	}
	return s
}

// fit returns the state as a fixture can have it: a state that was saved by
// another kind of lamp, or by hand, keeps what still makes sense.
func (f Fixture) fit(s State) State {
	first := f.First()
	if !(s.Brightness >= lowest && s.Brightness <= 1) {
		s.Brightness = first.Brightness
	}
	if !(s.Hue >= 0 && s.Hue <= 1 && s.Saturation >= 0 && s.Saturation <= 1) {
		s.Hue, s.Saturation = first.Hue, first.Saturation
	}
	if cold, warm := f.MiredRange(); !(s.Mireds >= cold && s.Mireds <= warm) {
		s.Mireds = first.Mireds
	}
	if !f.Kind.Has(s.Mode) {
		s.Mode = first.Mode
	}
	if !s.Lit() || !slices.Contains(f.Effects(), s.Effect) || !(s.Speed >= 0.1 && s.Speed <= 10) {
		s.Effect, s.Speed = "", 1
	}
	return s
}
