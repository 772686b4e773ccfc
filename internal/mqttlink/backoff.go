package mqttlink

import "time"

// settled is how long a session must last for the ladder to start anew.
const settled = 30 * time.Second

// lasted tells whether a session that began at started (zero: there was none)
// was settled.
func lasted(started time.Time) bool {
	return !started.IsZero() && time.Since(started) >= settled
}

// delay returns the wait before the next try with full jitter: u, in
// [0,1), of a step that doubles from one second up to limit.
func delay(step int, limit time.Duration, u float64) time.Duration {
	d := limit
	if step < 16 {
		d = min(limit, time.Second<<step)
	}
	return time.Duration(u * float64(d))
}
