package gpio

import "time"

// Press is what a person did with the button.
type Press int

// The presses. Short and Double exclude each other, so Short is told once no
// second press can come any more. LongStart is told while the button is still
// held, and followed by LongEnd.
const (
	Short Press = iota + 1
	Double
	LongStart
	LongEnd
)

// String returns "short", "double", "long start" or "long end".
func (p Press) String() string {
	return map[Press]string{Short: "short", Double: "double", LongStart: "long start", LongEnd: "long end"}[p]
}

// The times of a press.
const (
	bounceTime = 25 * time.Millisecond  // contacts are at rest when nothing moved for so long
	doubleTime = 250 * time.Millisecond // from the end of a press to the start of the second one
	longTime   = 500 * time.Millisecond // from the start of a press
)

// phase is how far a press has come.
type phase int

const (
	idle   phase = iota
	first        // held
	gap          // let go: a second press may come
	second       // held again
	held         // a long press
)

// presser makes presses of edges. It reads no clock and is a value.
type presser struct {
	level bool      // pressed, at the last edge
	edge  time.Time // the last one
	down  bool      // pressed, contacts at rest
	phase phase
	since time.Time // start of the phase
}

// moved tells that the contacts moved and are now as pressed says.
func (p *presser) moved(pressed bool, at time.Time) { p.level, p.edge = pressed, at }

// next returns when at is to be called; ok is false while nothing can happen
// without an edge.
func (p *presser) next() (at time.Time, ok bool) {
	switch {
	case p.level != p.down:
		at, ok = p.edge.Add(bounceTime), true
	case p.phase == first || p.phase == second:
		at, ok = p.since.Add(longTime), true
	case p.phase == gap:
		at, ok = p.since.Add(doubleTime), true
	}
	return at, ok
}

// at lets time pass and returns the press that is complete by now, else 0. It
// is called again until it returns 0.
func (p *presser) at(now time.Time) Press {
	due, ok := p.next()
	if !ok || now.Before(due) {
		return 0
	}
	if p.level != p.down {
		p.down = p.level
		if p.down {
			return p.pressed()
		}
		return p.released()
	}
	if p.phase == gap {
		p.phase = idle
		return Short
	}
	p.phase = held
	return LongStart
}

// pressed is a press that began at the last edge.
func (p *presser) pressed() Press {
	late := p.phase == gap && p.edge.Sub(p.since) >= doubleTime
	if p.phase == gap && !late {
		p.phase = second
	} else {
		p.phase = first
	}
	p.since = p.edge
	if late {
		return Short // the one before
	}
	return 0
}

// released is a press that ended at the last edge.
func (p *presser) released() Press {
	was := p.phase
	p.phase, p.since = idle, p.edge
	switch was {
	case second:
		return Double
	case held:
		return LongEnd
	case first:
		p.phase = gap
	}
	return 0
}
