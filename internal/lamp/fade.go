package lamp

import "time"

// Fade is the way from one look to another, as a pure function of time:
// brightness goes linearly in L*, colour linearly in Oklab at full value. Make
// it with NewFade. It can be left at any instant for another one that starts
// from At(now), without a jump.
type Fade struct {
	From   Look          `json:"from"`
	To     Look          `json:"to"`
	Start  time.Time     `json:"start"`
	Length time.Duration `json:"length"`

	from, to oklab // of the coloured parts
}

// NewFade returns the fade between two looks that starts at start. A part that
// cannot be seen at one end (the colour of darkness, the temperature of a
// light without white) is taken from the other, so off->on rises in the
// target colour and on->off sinks in the current one.
func NewFade(from, to Look, start time.Time, length time.Duration) Fade {
	switch {
	case from.Lightness == 0:
		from.Color, from.White, from.Mireds = to.Color, to.White, to.Mireds
	case to.Lightness == 0:
		to.Color, to.White, to.Mireds = from.Color, from.White, from.Mireds
	}
	switch {
	case from.White == 1:
		from.Color = to.Color
	case to.White == 1:
		to.Color = from.Color
	}
	switch {
	case from.White == 0:
		from.Mireds = to.Mireds
	case to.White == 0:
		to.Mireds = from.Mireds
	}
	if from == to {
		length = 0
	}
	return Fade{From: from, To: to, Start: start, Length: length}.ready()
}

// ready returns the fade with its colours in Oklab.
func (f Fade) ready() Fade {
	f.from, f.to = f.From.Color.oklab(), f.To.Color.oklab()
	return f
}

// End returns when the target is reached.
func (f Fade) End() time.Time { return f.Start.Add(f.Length) }

// Done tells whether the target is reached at t.
func (f Fade) Done(t time.Time) bool { return !t.Before(f.End()) }

// At returns the look at t: From before the start, exactly To from the end on.
func (f Fade) At(t time.Time) Look {
	elapsed := t.Sub(f.Start)
	if elapsed >= f.Length {
		return f.To
	}
	if elapsed <= 0 {
		return f.From
	}
	u := float64(elapsed) / float64(f.Length)
	l := Look{
		Lightness: mix(f.From.Lightness, f.To.Lightness, u),
		Color:     f.To.Color,
		White:     mix(f.From.White, f.To.White, u),
		Mireds:    mix(f.From.Mireds, f.To.Mireds, u),
	}
	if f.From.Color != f.To.Color {
		l.Color = oklab{mix(f.from[0], f.to[0], u), mix(f.from[1], f.to[1], u), mix(f.from[2], f.to[2], u)}.linear()
	}
	return l.within(f.From.luminance(), f.To.luminance())
}

// within holds the look's luminance between two others. Brightness and colour
// that change against each other would otherwise bulge on the way: from a
// bright blue to a dim white of the same luminance by more than half.
func (l Look) within(a, b float64) Look {
	y := l.luminance()
	if held := clamp(y, min(a, b), max(a, b)); held != y {
		l.Lightness = Lightness(held / l.fullLuminance())
	}
	return l
}

// mix returns the value at u, 0..1, on the straight line from a to b.
func mix(a, b, u float64) float64 { return a + (b-a)*u }
