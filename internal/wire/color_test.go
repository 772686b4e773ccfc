package wire

import (
	"fmt"
	"math"
	"testing"
)

func TestEveryWayToGiveAColour(t *testing.T) {
	for _, tt := range []struct {
		color string
		h, s  float64 // in degrees and percent
	}{
		{`{"h":30,"s":100}`, 30, 100},
		{`{"r":255,"g":0,"b":0}`, 0, 100},
		{`{"r":0,"g":128,"b":0}`, 120, 100},
		{`{"b":255,"g":0,"r":255}`, 300, 100},
		{`{"r":255,"g":0,"b":1}`, 359.765, 100},
		{`{"r":200,"g":100,"b":100}`, 0, 50},
		{`{"r":7,"g":7,"b":7}`, 0, 0},
		{`{"r":0,"g":0,"b":0}`, 0, 0},
		{`{"hex":"#FF8000"}`, 30.118, 100},
		{`"#f80"`, 32, 100},
		{`"#ffa500"`, 38.824, 100},
		{`"ORANGE"`, 38.824, 100},
		{`"rebeccapurple"`, 270, 66.667},
		{`"white"`, 0, 0},
		{`"black"`, 0, 0},
		{`"grey"`, 0, 0},
		// The primaries and the white of sRGB (IEC 61966-2-1).
		{`{"x":0.64,"y":0.33}`, 0, 100},
		{`{"x":0.30,"y":0.60}`, 120, 100},
		{`{"x":0.15,"y":0.06}`, 240, 100},
		{`{"x":0.3127,"y":0.3290}`, 0, 0},
		// Outside what sRGB can show: clipped.
		{`{"x":0.7,"y":0.3}`, 0, 100},
		{`{"x":0,"y":0}`, 226.873, 100},
		{`{"x":1,"y":1}`, 39.595, 100},
	} {
		c, err := DecodeCommand(fmt.Appendf(nil, `{"color":%s}`, tt.color))
		if err != nil {
			t.Errorf("%s: %v", tt.color, err)
			continue
		}
		h, s := c.Color.Hue*360, c.Color.Saturation*100
		if away := math.Abs(math.Remainder(h-tt.h, 360)); tt.s > 0 && away > 0.1 || math.Abs(s-tt.s) > 0.5 {
			t.Errorf("%s: got %.3f, %.3f, want %.3f, %.3f", tt.color, h, s, tt.h, tt.s)
		}
	}
}
