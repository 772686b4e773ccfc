package lamp

// State is what is asked of the lamp: the target, whatever a fade shows on
// the way there. It is a value; Apply makes the next one.
type State struct {
	On         bool      // asked to be on
	Zero       bool      // asked for a brightness of 0 as a level (the course's lamp): dark although on
	Brightness float64   // share of full lightness, 1/255..1; while off, what ON brings back
	Mode       ColorMode // which of the colours below is meant
	Hue        float64   // in turns, 0..1
	Saturation float64   // 0..1
	Mireds     float64   // colour temperature in reciprocal megakelvin
	Effect     string    // running effect, "" for none
	Speed      float64   // of the effect; 1 is its own pace
	Client     string    // who asked for the last change
	Version    uint64    // rises by one with every change of the target
}

// Lit tells whether the lamp is to give light.
func (s State) Lit() bool { return s.On && !s.Zero }
