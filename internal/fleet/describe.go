package fleet

import (
	"fmt"
	"math"
	"strings"

	"lampd/internal/lamp"
)

// Describe says in words what a lamp is asked to show: "on 50% #ffa500 candle".
func Describe(r Report) string {
	words := []string{"off"}
	if r.Lit() {
		words[0] = "on"
	}
	if r.Mode != lamp.ModeOnOff {
		words = append(words, fmt.Sprintf("%d%%", Percent(r.Brightness)))
	}
	switch r.Mode {
	case lamp.ModeHS:
		words = append(words, Hex(Color(r.State)))
	case lamp.ModeTemperature:
		words = append(words, fmt.Sprintf("%.0fK", math.Round(1e5/r.Mireds)*10))
	case lamp.ModeWhite:
		words = append(words, "white")
	}
	if r.Effect != "" {
		words = append(words, r.Effect)
	}
	return strings.Join(words, " ")
}

// Percent is a share in whole percent, at least 1 unless it is nothing.
func Percent(share float64) int {
	if share <= 0 {
		return 0
	}
	return max(1, int(math.Round(share*100)))
}

// Hex returns an sRGB colour, parts 0..1, as #rrggbb.
func Hex(c [3]float64) string {
	part := func(v float64) int { return int(math.Round(255 * min(max(v, 0), 1))) }
	return fmt.Sprintf("#%02x%02x%02x", part(c[0]), part(c[1]), part(c[2]))
}
