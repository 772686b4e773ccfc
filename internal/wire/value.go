package wire

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// value is one JSON value and where it stands.
type value struct {
	key  string // of the member, with the keys above it: "color.h"
	text string // as it stands in the payload
	data any    // nil, bool, string, json.Number, object, or array
}

// object holds the members of a JSON object in their order.
type object []value

// array stands for every JSON array: nothing on this wire takes one.
type array struct{}

// refuse returns an error that names the key, the value and what is wrong.
func (v value) refuse(format string, args ...any) error {
	return fmt.Errorf("%s: %s %s", clip(v.key), clip(v.text), fmt.Sprintf(format, args...))
}

// clip cuts a text to at most 64 bytes, between two characters.
func clip(text string) string {
	const longest = 64
	if len(text) <= longest {
		return text
	}
	cut := longest
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut]
}

// maxName is the longest id, client or effect in bytes.
const maxName = 64

// number returns a number between two ends.
func (v value) number(low, high float64) (float64, error) {
	n, ok := v.data.(json.Number)
	if !ok {
		return 0, v.refuse("is not a number")
	}
	f, _ := n.Float64() // out of range is infinite, and so outside
	if !(f >= low && f <= high) {
		return 0, v.refuse("is outside %s..%s", plain(low), plain(high))
	}
	return f + 0, nil // no negative zero
}

// plain writes a number without an exponent.
func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// string returns a string of up to maxName bytes.
func (v value) string() (string, error) {
	s, ok := v.data.(string)
	switch {
	case !ok:
		return "", v.refuse("is not a string")
	case len(s) > maxName:
		return "", v.refuse("is longer than %d bytes", maxName)
	}
	return s, nil
}
