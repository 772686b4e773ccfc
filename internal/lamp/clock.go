package lamp

import "time"

// Clock says how far the wall clock can be trusted.
type Clock string

// The states of the clock, in the words of the info topic.
const (
	Synced   Clock = "synced"
	Unsynced Clock = "unsynced"
	Unknown  Clock = "unknown" // nobody may be asked; treated as unsynced
)

// anchored returns the instant of a wall clock time on the monotonic clock of
// now, so that a clock that is set later does not move it.
func anchored(wall, now time.Time) time.Time {
	return now.Add(wall.Round(0).Sub(now.Round(0)))
}
