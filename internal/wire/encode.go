package wire

import (
	"encoding/json"
	"math"

	"lampd/internal/lamp"
)

// commandJSON is a command as it is written.
type commandJSON struct {
	State          any        `json:"state,omitempty"`
	Brightness     *float64   `json:"brightness,omitempty"`
	BrightnessStep *float64   `json:"brightness_step,omitempty"`
	BrightnessMove *float64   `json:"brightness_move,omitempty"`
	Color          *colorJSON `json:"color,omitempty"`
	ColorTemp      *float64   `json:"color_temp,omitempty"`
	White          *float64   `json:"white,omitempty"`
	Effect         *string    `json:"effect,omitempty"`
	EffectSpeed    *float64   `json:"effect_speed,omitempty"`
	Flash          *float64   `json:"flash,omitempty"`
	Transition     *float64   `json:"transition,omitempty"`
	OnTime         *float64   `json:"on_time,omitempty"`
	At             *int64     `json:"at,omitempty"`
	Expires        *int64     `json:"expires,omitempty"`
	ID             string     `json:"id,omitempty"`
	Client         string     `json:"client,omitempty"`
}

// EncodeCommand writes a command for lamps to decode. Brightnesses are whole
// levels as everywhere on the wire, colours and mireds thousandths.
func EncodeCommand(c Command) []byte {
	j := commandJSON{
		State:          stateWord(c.Change),
		Brightness:     with(c.Brightness, levels),
		BrightnessStep: with(c.Step, levels),
		BrightnessMove: with(c.Move, func(share float64) float64 { return share * 255 }),
		ColorTemp:      with(c.Mireds, thousandths),
		White:          with(c.White, levels),
		Effect:         with(c.Effect, effectWord),
		EffectSpeed:    c.Speed,
		ID:             c.ID,
		Client:         c.Client,
	}
	if c.Color != nil {
		j.Color = &colorJSON{H: thousandths(c.Color.Hue * 360), S: thousandths(c.Color.Saturation * 100)}
	}
	j.times(c.Change)
	return marshal(j)
}

// times fills in what is measured in seconds and milliseconds.
func (j *commandJSON) times(c lamp.Change) {
	if c.Flash != nil {
		j.Flash = new(c.Flash.Seconds())
	}
	if c.Transition != nil {
		j.Transition = new(c.Transition.Seconds())
	}
	if c.OnTime != nil {
		j.OnTime = new(c.OnTime.Seconds())
	}
	if c.At != nil {
		j.At = new(c.At.UnixMilli())
	}
	if c.Expires != nil {
		j.Expires = new(c.Expires.UnixMilli())
	}
}

// stateWord is the value of state, nil where it is not given.
func stateWord(c lamp.Change) any {
	if c.Power != nil {
		for word, p := range powers {
			if p == *c.Power {
				return word
			}
		}
	}
	if c.KeepPower {
		return json.RawMessage("null")
	}
	return nil
}

func effectWord(name string) string {
	if name == "" {
		return noEffect
	}
	return name
}

// levels makes a level 0..255 of a share of full lightness.
func levels(share float64) float64 { return math.Round(share * 255) }

// with returns what f makes of a value that is given.
func with[T any](v *T, f func(T) T) *T {
	if v == nil {
		return nil
	}
	return new(f(*v))
}
