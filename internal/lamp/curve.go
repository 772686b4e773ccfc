package lamp

import "math"

// kappa and epsilon are the constants of CIE 1976 lightness: below L* = 8 the
// curve is a straight line.
const (
	kappa   = 903.3
	epsilon = 8.0
)

// Luminance returns the relative luminance 0..1 of a perceived lightness
// 0..1 (L*/100), by CIE 1976 L*. Values outside are clamped.
func Luminance(lightness float64) float64 {
	l := 100 * clamp(lightness, 0, 1)
	if l <= epsilon {
		return l / kappa
	}
	c := (l + 16) / 116
	return c * c * c
}

// Lightness is the inverse of Luminance.
func Lightness(luminance float64) float64 {
	y := clamp(luminance, 0, 1)
	if y <= epsilon/kappa {
		return y * kappa / 100
	}
	return clamp((116*math.Cbrt(y)-16)/100, 0, 1)
}

// Level returns the brightness 0..255 nearest to a share 0..1 of full
// lightness; what is not dark is at least 1.
func Level(brightness float64) int {
	if brightness <= 0 {
		return 0
	}
	return max(1, int(math.Floor(clamp(brightness, 0, 1)*255+0.5)))
}

// clamp returns x held between lo and hi.
func clamp(x, lo, hi float64) float64 { return min(max(x, lo), hi) }
