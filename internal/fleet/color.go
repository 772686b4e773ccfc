package fleet

import "lampd/internal/lamp"

// Report is a lamp's state as it is published: the target, and when its
// transition ends.
type Report = lamp.Report

// Color returns what a state looks like at full value: sRGB, parts 0..1. Lamps
// without a colour are white.
func Color(s lamp.State) [3]float64 {
	var linear lamp.Linear
	switch s.Mode {
	case lamp.ModeHS:
		linear = lamp.HS{Hue: s.Hue, Saturation: s.Saturation}.Linear()
	case lamp.ModeTemperature:
		linear = lamp.FromMireds(s.Mireds)
	default:
		linear = lamp.White
	}
	for i, v := range linear {
		linear[i] = lamp.SRGB(v)
	}
	return linear
}

// SRGB returns the sRGB value of a part of linear light, both 0..1.
func SRGB(linear float64) float64 { return lamp.SRGB(linear) }

// Lightness returns the perceived lightness of a relative luminance, both 0..1.
func Lightness(luminance float64) float64 { return lamp.Lightness(luminance) }
