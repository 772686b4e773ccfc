package mqttlink

import "time"

// The times of the guard and of a silent refusal, as docs/presence.md says them.
const (
	healEvery   = time.Second      // at most one answer to foreign values in this time
	assertFirst = 2 * time.Second  // the first re-assertion after a connect
	assertEvery = 10 * time.Minute // the steady ones
	echoWithin  = 10 * time.Second // an assertion without its echo for so long is denied
)

// sighting is what was published on the own presence topic, summed up so that
// a mailbox of one holds any number of messages.
type sighting struct {
	before bool // something other than 1, ahead of any echo in this sighting
	echo   bool // a 1
	after  bool // something other than 1, behind an echo in this sighting
}

// see returns the sighting of one message. What the broker had kept from
// before proves nothing.
func see(payload []byte, retained bool) sighting {
	one := string(payload) == "1"
	return sighting{before: !one && !retained, echo: one && !retained}
}

// then sums up two sightings, s being the older.
func (s sighting) then(n sighting) sighting {
	if s.echo {
		return sighting{s.before, true, s.after || n.before || n.after}
	}
	return sighting{s.before || n.before, n.echo, n.after}
}

// guard decides when to publish 1 on the own presence topic, and whether the
// broker refuses it in silence (docs/presence.md).
// It is told what happened and when, and does nothing itself. It starts when
// the first 1 of a session is sent. A nil guard has nothing to do.
type guard struct {
	second time.Time // when the second re-assertion is due: after the old session's Will at the latest
	assert time.Time // when the next re-assertion is due
	healed time.Time // when foreign values were answered last
	echoed bool      // the echo of an own 1 was seen in this session
	early  bool      // a foreign value was seen ahead of the echo
	wrong  bool      // a foreign value waits for its answer
	owed   time.Time // since when an echo is missing; zero: none is
	denied bool      // an assertion was not echoed in time
	heals  int       // answers given to foreign values
}

// newGuard returns the guard of a session whose first 1 is sent now.
func newGuard(now time.Time, keepAlive time.Duration) *guard {
	return &guard{
		second: now.Add(keepAlive*3/2 + assertFirst),
		assert: now.Add(assertFirst),
		owed:   now,
	}
}

// seen takes note of messages on the own topic. A foreign value ahead of the
// first echo is no heal, as our 1 most likely came after it; but some brokers
// deliver in another order than they keep, so 1 is asserted once more.
func (g *guard) seen(s sighting) {
	g.wrong = g.wrong || s.after || s.before && g.echoed
	g.early = g.early || s.before && !g.echoed
	if s.echo {
		g.echoed, g.denied, g.owed = true, false, time.Time{}
	}
}

// due tells whether a 1 is to be published now; if so, it is taken as sent.
func (g *guard) due(now time.Time) bool {
	if g == nil {
		return false
	}
	if !g.owed.IsZero() && now.Sub(g.owed) >= echoWithin {
		g.denied = true
	}
	heal := g.wrong && now.Sub(g.healed) >= healEvery
	again := g.early && g.echoed
	if !heal && !again && now.Before(g.assert) {
		return false
	}
	g.early = g.early && !again
	if !now.Before(g.assert) {
		g.assert = now.Add(assertEvery)
		if now.Before(g.second) {
			g.assert = g.second
		}
	}
	if heal {
		g.wrong, g.healed = false, now
		g.heals++
		// An answer can be faster than what it answers: watchers may see the
		// two in the other order, so the answer is said twice.
		if g.assert.Sub(now) > assertFirst {
			g.assert = now.Add(healEvery)
		}
	}
	if g.owed.IsZero() {
		g.owed = now
	}
	return true
}

// next returns when due has to be asked again if nothing is seen before.
func (g *guard) next() time.Time {
	at := g.assert
	if heal := g.healed.Add(healEvery); g.wrong && heal.Before(at) {
		at = heal
	}
	if echo := g.owed.Add(echoWithin); !g.owed.IsZero() && !g.denied && echo.Before(at) {
		at = echo
	}
	return at
}
