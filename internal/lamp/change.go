package lamp

import "time"

// Power is a wish for on or off.
type Power int

// The wishes.
const (
	PowerOff Power = iota
	PowerOn
	PowerToggle
)

// HS is a colour at full value: a hue in turns and a saturation, both 0..1.
type HS struct{ Hue, Saturation float64 }

// Change is what one command asks of the lamp. Every field is optional: nil
// (or false, or empty) leaves that part of the state as it is. Values are in
// range already; the decoders of package wire see to it.
type Change struct {
	Power *Power
	// KeepPower leaves on and off alone where a brightness, a colour or an
	// effect would otherwise turn the lamp on (JSON: "state": null).
	KeepPower bool

	Brightness *float64       // share of full lightness, 0..1; 0 is off and keeps the level
	Step       *float64       // added to the brightness, -1..1; never goes below 1/255
	Move       *float64       // share of full lightness a second, with a sign; 0 stops
	Color      *HS            // hue and saturation
	Mireds     *float64       // colour temperature in reciprocal megakelvin
	White      *float64       // white channels alone, at this brightness, (0,1]
	Effect     *string        // a name of Effects; "" ends the running one
	Speed      *float64       // of the effect, 1 is its own pace
	Flash      *time.Duration // flashes for so long, then shows what is asked for by then
	Transition *time.Duration // length of the fade; nil is the lamp's default
	OnTime     *time.Duration // off again after it, unless a newer change came

	At      *time.Time // when the transition starts, at most 10 s ahead
	Expires *time.Time // not applied when the synchronised clock is past it

	// ZeroIsLevel keeps a brightness of 0 as a level of its own instead of
	// off, as the course's lamp does.
	ZeroIsLevel bool

	Client string // who asks; repeated in the state
}

// asksForLight tells whether a change turns the lamp on without saying so.
func (c Change) asksForLight() bool {
	return c.Brightness != nil && *c.Brightness > 0 || c.Color != nil || c.Mireds != nil ||
		c.White != nil || c.Effect != nil && *c.Effect != ""
}

// targets tells whether a change asks for a light, rather than only for a
// flash, or for nothing.
func (c Change) targets() bool {
	return c.Power != nil || c.Brightness != nil || c.Step != nil || c.Move != nil || c.Color != nil ||
		c.Mireds != nil || c.White != nil || c.Effect != nil || c.Speed != nil
}

// stops tells whether the change is the end of a move.
func (c Change) stops() bool { return c.Move != nil && *c.Move == 0 }

// renews tells whether the change starts something even where the target
// stays: a transition of its own length, a start in step, a move, an effect
// anew.
func (c Change) renews() bool {
	return c.Transition != nil || c.At != nil || c.Move != nil || c.Effect != nil && *c.Effect != ""
}

// timed returns the keys of a change that only a synchronised clock can obey.
func (c Change) timed() (keys []string) {
	if c.At != nil {
		keys = append(keys, "at")
	}
	if c.Expires != nil {
		keys = append(keys, "expires")
	}
	return keys
}
