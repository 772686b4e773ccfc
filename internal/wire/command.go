package wire

import (
	"fmt"
	"slices"
	"strings"

	"lampd/internal/lamp"
)

// Command is a decoded command: what it asks of the lamp, and what its answer
// needs.
type Command struct {
	lamp.Change
	ID      string   // to be repeated in the reply; "" for none
	Ignored []string // unknown keys, the first few
}

// maxIgnored is how many unknown keys a reply names.
const maxIgnored = 8

// keys is the vocabulary of a JSON command: how each key's value becomes a
// part of the change.
var keys = map[string]func(*Command, value) error{
	"state":              power,
	"brightness":         brightness,
	"brightness_percent": brightnessPercent,
	"brightness_step":    brightnessStep,
	"brightness_move":    brightnessMove,
	"color":              color,
	"color_temp":         colorTemp,
	"color_temp_kelvin":  colorTempKelvin,
	"white":              white,
	"effect":             effect,
	"effect_speed":       effectSpeed,
	"flash":              flash,
	"transition":         transition,
	"on_time":            onTime,
	"at":                 at,
	"expires":            expires,
	"id":                 id,
	"client":             client,
}

// rivals are keys that decide the same thing: a command has one of a row at
// most. Neither Home Assistant nor zigbee2mqtt's clients send two.
var rivals = [][]string{
	{"brightness", "brightness_percent", "brightness_step", "brightness_move", "white"},
	{"color", "color_temp", "color_temp_kelvin", "white"},
}

// DecodeCommand reads a command in JSON. An error names the key, its value cut
// to 64 bytes, and what would be right; nothing of such a command counts but
// its ID, which is returned for the reply where it could be read.
func DecodeCommand(payload []byte) (Command, error) {
	var c Command
	members, err := parse(payload)
	if err == nil {
		err = c.decode(members)
	}
	if err == nil {
		err = rivalry(members)
	}
	if err != nil {
		return Command{ID: idOf(members)}, err
	}
	return c, nil
}

// decode takes over the members one by one.
func (c *Command) decode(members object) error {
	for _, m := range members {
		decode, known := keys[m.key]
		if !known {
			if len(c.Ignored) < maxIgnored {
				c.Ignored = append(c.Ignored, clip(m.key))
			}
			continue
		}
		if err := decode(c, m); err != nil {
			return err
		}
	}
	return nil
}

// rivalry refuses two keys of one row of rivals.
func rivalry(members object) error {
	for _, row := range rivals {
		var given []string
		for _, m := range members {
			if slices.Contains(row, m.key) {
				given = append(given, m.key)
			}
		}
		if len(given) > 1 {
			return fmt.Errorf("%s: only one of these can be given", strings.Join(given, ", "))
		}
	}
	return nil
}

// idOf returns the id of a command that is refused, if it has a good one.
func idOf(members object) string {
	var c Command
	for _, m := range members {
		if m.key == "id" && id(&c, m) != nil {
			return ""
		}
	}
	return c.ID
}
