package wire

import (
	"strconv"
	"strings"

	"golang.org/x/image/colornames"

	"lampd/internal/lamp"
)

// named knows the names of CSS, in small letters.
func named(word string) (lamp.HS, bool) {
	if word == "rebeccapurple" { // CSS Color 4; the rest is in SVG 1.1
		return hex("#663399")
	}
	c, ok := colornames.Map[word]
	return lamp.FromRGB(float64(c.R)/255, float64(c.G)/255, float64(c.B)/255), ok
}

// hex reads #rgb and #rrggbb.
func hex(s string) (lamp.HS, bool) {
	digits, found := strings.CutPrefix(s, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 24)
	if !found || len(digits) != 6 || err != nil {
		return lamp.HS{}, false
	}
	return lamp.FromRGB(float64(n>>16)/255, float64(n>>8&255)/255, float64(n&255)/255), true
}
