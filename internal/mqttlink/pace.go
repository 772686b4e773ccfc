package mqttlink

import "time"

// pace allows repliesRate events in any second. The zero value allows all of
// them at once.
type pace struct {
	taken [repliesRate]time.Time // when the last ones were
	next  int                    // the oldest of them
}

// take tells whether one more is allowed now, and counts it.
func (p *pace) take(now time.Time) bool {
	if now.Sub(p.taken[p.next]) < time.Second {
		return false
	}
	p.taken[p.next] = now
	p.next = (p.next + 1) % repliesRate
	return true
}
