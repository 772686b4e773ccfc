package lamp

import "time"

// frame is the least time between two looks while something moves.
const frame = 10 * time.Millisecond

// frames is how many looks a fade, or an effect of some length, needs at most:
// a step of 1/4096 of the full lightness cannot be seen, and a sunrise of half
// an hour then wakes the processor twice a second.
const frames = 4096

// pace returns the time between two looks at now.
func (p *program) pace(now time.Time) time.Duration {
	length := time.Duration(0)
	if e := effectNamed(p.Effect); e != nil {
		length = time.Duration(float64(e.length) / p.Speed)
		if !p.Fade.Done(now) {
			length = min(length, p.Fade.Length)
		}
	} else {
		length = p.Fade.Length
	}
	return max(frame, length/frames)
}

// tick returns the first instant after now at which there is something new to
// see: the next of the looks, or an end. Looks are counted from the start of
// the fade, so that lamps which joined one show the same ones.
func (p *program) tick(now time.Time, pace time.Duration) time.Time {
	start := p.Fade.Start
	next := start.Add((now.Sub(start)/pace + 1) * pace)
	if end := p.Fade.End(); end.After(now) {
		next = earlier(next, end)
	}
	if end, ok := p.ends(); ok && end.After(now) {
		next = earlier(next, end)
	}
	return next
}
