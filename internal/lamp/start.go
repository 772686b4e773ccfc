package lamp

import "time"

// Start says what a lamp shows first.
type Start struct {
	Memory Memory  // what was kept of the time before
	First  *State  // instead of Fixture.First, when nothing was kept
	Scene  *Change // applied to the kept state when PowerOn is a command; nil otherwise
	Power  string  // Options.PowerOn
}

// stage returns the first stage: exactly the live one, where it should be by
// now, when the service was restarted; else, when power was cut, the kept
// state as power_on wants it. A scene that the fixture refuses leaves the kept
// state.
func (s Start) stage(n nature, now time.Time) stage {
	f := n.fixture
	if s.Memory.live != nil {
		live := n.resumed(*s.Memory.live, now)
		if !live.credible() {
			return n.still(f.fit(live.State), now)
		}
		return live
	}
	state := f.First()
	switch {
	case s.Memory.saved != nil:
		state = f.fit(*s.Memory.saved)
	case s.First != nil:
		state = f.fit(*s.First)
	}
	switch {
	case s.Scene != nil:
		state, _ = state.Apply(*s.Scene, f)
	case s.Power == "on":
		state, _ = state.Apply(Change{Power: new(PowerOn), Client: state.Client}, f)
	case s.Power == "off":
		state, _ = state.Apply(Change{Power: new(PowerOff), Client: state.Client}, f)
	}
	return n.still(state, now)
}
