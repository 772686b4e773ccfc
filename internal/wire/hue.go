package wire

import (
	"math"
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
	return rgb(float64(c.R)/255, float64(c.G)/255, float64(c.B)/255), ok
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
	return rgb(float64(n>>16)/255, float64(n>>8&255)/255, float64(n&255)/255), true
}

// rgb returns the hue and saturation of sRGB values 0..1, as in HSV. Black has
// none: it counts as white, as in Home Assistant.
func rgb(r, g, b float64) lamp.HS {
	high, low := max(r, g, b), min(r, g, b)
	if high == low {
		return lamp.HS{}
	}
	var sextant float64
	switch chroma := high - low; high {
	case r:
		sextant = math.Mod((g-b)/chroma+6, 6)
	case g:
		sextant = (b-r)/chroma + 2
	default:
		sextant = (r-g)/chroma + 4
	}
	return lamp.HS{Hue: sextant / 6, Saturation: (high - low) / high}
}

// xy returns the hue and saturation of a CIE 1931 chromaticity: through linear
// sRGB (IEC 61966-2-1, white D65), clipped to what sRGB can show, at full
// value.
func xy(x, y float64) lamp.HS {
	z := 1 - x - y
	r := max(0, 3.2406*x-1.5372*y-0.4986*z)
	g := max(0, -0.9689*x+1.8758*y+0.0415*z)
	b := max(0, 0.0557*x-0.2040*y+1.0570*z)
	full := max(r, g, b)
	return rgb(gamma(r/full), gamma(g/full), gamma(b/full))
}

// gamma is sRGB's transfer function.
func gamma(linear float64) float64 {
	if linear <= 0.0031308 {
		return 12.92 * linear
	}
	return 1.055*math.Pow(linear, 1/2.4) - 0.055
}
