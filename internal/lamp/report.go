package lamp

import "time"

// Report is what watchers are told: the target, and when its transition ends.
type Report struct {
	State
	// Ends is when the running transition reaches the target, by the wall
	// clock. It is zero when nothing runs or the clock is not synchronised.
	Ends time.Time
}
