package mqttlink

import "time"

// The figures of a conflict, as docs/presence.md says them.
const (
	conflictCount  = 3                // sessions cut short ...
	conflictWithin = time.Minute      // ... within this time mean a conflict
	conflictShort  = 30 * time.Second // what is short
	conflictOver   = 10 * time.Minute // a session of this length ends it
	conflictWait   = time.Minute      // the wait is this, and up to as much again
)

// conflict decides whether another client uses our client id: the broker
// keeps ending young sessions, and yet lets us in again.
type conflict struct {
	cut    time.Time   // when the last session was cut short and no try followed yet; zero: it was not
	cuts   []time.Time // when sessions were cut short whose next try succeeded
	active bool
}

// connected takes note of a successful connect.
func (c *conflict) connected(now time.Time) {
	if c.cut.IsZero() {
		return
	}
	c.cuts = append(c.cuts, c.cut)
	c.cut = time.Time{}
	for len(c.cuts) > 0 && now.Sub(c.cuts[0]) > conflictWithin {
		c.cuts = c.cuts[1:]
	}
	c.active = c.active || len(c.cuts) >= conflictCount
}

// refused takes note of a try that failed: the broker itself was away.
func (c *conflict) refused() { c.cut = time.Time{} }

// ended takes note of a session's end; byBroker when the broker closed it.
func (c *conflict) ended(started, now time.Time, byBroker bool) {
	if byBroker && now.Sub(started) < conflictShort {
		c.cut = now
	}
	c.lasted(started, now)
}

// lasted ends the conflict when the session is old enough.
func (c *conflict) lasted(started, now time.Time) {
	if now.Sub(started) >= conflictOver {
		c.active, c.cuts = false, nil
	}
}

// wait returns the wait before the next try while there is a conflict: 60 to
// 120 s, by u in [0,1).
func (c *conflict) wait(u float64) time.Duration {
	return conflictWait + time.Duration(u*float64(conflictWait))
}
