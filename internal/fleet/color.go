package fleet

import (
	"math"

	"lampd/internal/lamp"
)

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
		linear[i] = SRGB(v)
	}
	return linear
}

// SRGB returns the sRGB value of a part of linear light, both 0..1
// (IEC 61966-2-1).
func SRGB(linear float64) float64 {
	if linear <= 0.0031308 {
		return 12.92 * linear
	}
	return 1.055*math.Pow(linear, 1/2.4) - 0.055
}
