package wire

import (
	"fmt"
	"time"

	"lampd/internal/lamp"
)

// Info is what a lamp tells about itself.
type Info struct {
	ID         string           `json:"id"`
	Name       string           `json:"name"`
	Groups     []string         `json:"groups"`
	Version    string           `json:"version"` // of the program
	Board      string           `json:"board"`
	Kind       lamp.Kind        `json:"kind"`
	Outputs    []Output         `json:"outputs"`
	ColorModes []lamp.ColorMode `json:"color_modes"`
	Effects    []string         `json:"effects"`
	Clock      lamp.Clock       `json:"clock"`
	Session    string           `json:"session"` // of this connection to the broker
	Boot       string           `json:"boot"`    // of the machine
	Started    time.Time        `json:"started"` // when the program started
	Seen       time.Time        `json:"seen"`    // when this was written
	Connects   int              `json:"connects"`
	Heals      int              `json:"heals"`    // foreign values on the presence topic that were put right
	Conflict   bool             `json:"conflict"` // another client uses this lamp's id
	Rejected   int              `json:"rejected"`
	Retained   int              `json:"retained"`
	Dropped    int              `json:"replies_dropped"` // replies that were too many
	Cut        int              `json:"cut"`             // packets over 8 KiB, cut or refused
	Problems   []string         `json:"problems"`        // sentences for a person

	Temperature  *float64 `json:"temperature,omitempty"`  // of the board in degrees Celsius, where it can be read
	Undervoltage *bool    `json:"undervoltage,omitempty"` // the supply is too low, where it can be read
}

// Output is one channel of light.
type Output struct {
	Channel   string  `json:"channel"`
	Pin       string  `json:"pin"`
	Frequency float64 `json:"frequency_hz"`
	Steps     int     `json:"steps"`
	Flicker   string  `json:"flicker"`
	// FirstLevel is the lowest brightness 1..255 that lights, where it is not 1.
	FirstLevel int `json:"first_level,omitempty"`
}

// EncodeInfo writes an info; lists are never null, times are UTC in
// milliseconds.
func EncodeInfo(i Info) []byte {
	i.Groups = list(i.Groups)
	i.Outputs = list(i.Outputs)
	i.ColorModes = list(i.ColorModes)
	i.Effects = list(i.Effects)
	i.Problems = list(i.Problems)
	i.Started = i.Started.UTC().Truncate(time.Millisecond)
	i.Seen = i.Seen.UTC().Truncate(time.Millisecond)
	return marshal(i)
}

// DecodeInfo reads an info for those who watch a lamp; one of no id is an
// error.
func DecodeInfo(payload []byte) (Info, error) {
	i, err := decode[Info]("info", payload)
	if err != nil {
		return Info{}, err
	}
	if !ValidName(i.ID) {
		return Info{}, fmt.Errorf("info: id %q is not of the form %s", clip(i.ID), nameForm)
	}
	for _, t := range []time.Time{i.Started, i.Seen} {
		if year := t.UTC().Year(); year < 0 || year > 9999 {
			return Info{}, fmt.Errorf("info: year %d is outside 0..9999", year)
		}
	}
	return i, nil
}

// list returns an empty slice for nil.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
