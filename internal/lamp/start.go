package lamp

import "time"

// Start says what a lamp shows first.
type Start struct {
	Memory  Memory  // what was kept of the time before
	First   *State  // instead of Fixture.First, when nothing was kept
	PowerOn *Change // Options.PowerOn as a change of what was kept; nil for "last"
}

// stage returns the first stage: exactly the live one, where it should be by
// now, when the service was restarted; else, when power was cut, the kept
// state as power_on wants it. A change that the fixture refuses leaves the kept
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
	if s.PowerOn != nil {
		state, _ = state.Apply(*s.PowerOn, f)
	}
	return n.still(state, now)
}
