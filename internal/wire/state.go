package wire

import (
	"fmt"
	"math"
	"slices"
	"time"

	"lampd/internal/lamp"
)

// stateJSON is a state as it is written, in the order of the keys.
type stateJSON struct {
	State          string         `json:"state"`
	Brightness     int            `json:"brightness,omitempty"` // 1..255; only of a lamp that cannot be dimmed 0
	ColorMode      lamp.ColorMode `json:"color_mode"`
	Color          *colorJSON     `json:"color,omitempty"`      // with color_mode hs
	ColorTemp      int            `json:"color_temp,omitempty"` // mireds, with color_mode color_temp
	Effect         string         `json:"effect"`
	Client         string         `json:"client,omitempty"`
	Version        uint64         `json:"version"`
	TransitionEnds string         `json:"transition_ends,omitempty"`
}

// colorJSON is a hue in degrees and a saturation in percent, in thousandths.
type colorJSON struct {
	H float64 `json:"h"`
	S float64 `json:"s"`
}

// noEffect stands for an effect when none runs.
const noEffect = "off"

// layout is how times are written: UTC, with milliseconds.
const layout = "2006-01-02T15:04:05.000Z"

// EncodeState writes a state: one line, and exactly one colour model.
func EncodeState(r lamp.Report) []byte {
	s := stateJSON{State: "OFF", ColorMode: r.Mode, Effect: noEffect, Client: r.Client, Version: r.Version}
	if r.Lit() {
		s.State = "ON"
	}
	if r.Mode != lamp.ModeOnOff {
		s.Brightness = max(1, lamp.Level(r.Brightness))
	}
	switch r.Mode {
	case lamp.ModeHS:
		s.Color = &colorJSON{H: thousandths(r.Hue * 360), S: thousandths(r.Saturation * 100)}
	case lamp.ModeTemperature:
		s.ColorTemp = int(math.Round(r.Mireds))
	}
	if r.Effect != "" {
		s.Effect = r.Effect
	}
	if !r.Ends.IsZero() {
		s.TransitionEnds = r.Ends.UTC().Format(layout)
	}
	return marshal(s)
}

// DecodeState reads a state for those who watch a lamp. What is not written
// (the colour that is not shown, an effect's speed) is zero. Keys of later
// versions are ignored; an error tells what is no state.
func DecodeState(payload []byte) (lamp.Report, error) {
	s, err := decode[stateJSON]("state", payload)
	if err != nil {
		return lamp.Report{}, err
	}
	if err := s.check(); err != nil {
		return lamp.Report{}, err
	}
	r := lamp.Report{State: lamp.State{
		On:         s.State == "ON",
		Brightness: float64(s.Brightness) / 255,
		Mode:       s.ColorMode,
		Mireds:     float64(s.ColorTemp),
		Client:     s.Client,
		Version:    s.Version,
	}}
	if s.Color != nil {
		r.Hue, r.Saturation = s.Color.H/360, s.Color.S/100
	}
	if s.Effect != noEffect {
		r.Effect = s.Effect
	}
	if s.TransitionEnds != "" {
		ends, err := time.Parse(layout, s.TransitionEnds)
		if err != nil {
			return lamp.Report{}, fmt.Errorf("transition_ends: %s is not of the form %s", clip(s.TransitionEnds), layout)
		}
		r.Ends = ends
	}
	return r, nil
}

// colorModes are all that a state can have.
var colorModes = []lamp.ColorMode{lamp.ModeOnOff, lamp.ModeBrightness, lamp.ModeTemperature, lamp.ModeHS, lamp.ModeWhite}

// check tells what no lamp writes.
func (s stateJSON) check() error {
	switch {
	case !slices.Contains(colorModes, s.ColorMode):
		return fmt.Errorf("color_mode: %s is none of %s", clip(string(s.ColorMode)), colorModes)
	case s.State != "ON" && s.State != "OFF":
		return fmt.Errorf("state: %s is neither ON nor OFF", clip(s.State))
	case s.Brightness < 0 || s.Brightness > 255:
		return fmt.Errorf("brightness: %d is outside 1..255", s.Brightness)
	case (s.Brightness == 0) != (s.ColorMode == lamp.ModeOnOff):
		return fmt.Errorf("brightness: %d does not fit color_mode %s", s.Brightness, clip(string(s.ColorMode)))
	case (s.Color != nil) != (s.ColorMode == lamp.ModeHS):
		return fmt.Errorf("color: does not fit color_mode %s", clip(string(s.ColorMode)))
	case s.Color != nil && !(s.Color.H >= 0 && s.Color.H <= 360 && s.Color.S >= 0 && s.Color.S <= 100):
		return fmt.Errorf("color: %v, %v is outside 0..360, 0..100", s.Color.H, s.Color.S)
	case s.ColorTemp < 0 || s.ColorTemp > 1000:
		return fmt.Errorf("color_temp: %d is outside 1..1000", s.ColorTemp)
	case (s.ColorTemp != 0) != (s.ColorMode == lamp.ModeTemperature):
		return fmt.Errorf("color_temp: %d does not fit color_mode %s", s.ColorTemp, clip(string(s.ColorMode)))
	}
	return nil
}

// thousandths rounds to three decimals.
func thousandths(f float64) float64 { return math.Round(f*1000) / 1000 }
