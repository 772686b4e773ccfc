package main

import (
	"math"
	"strings"
	"testing"
)

func TestDutiesAreMixedAsTheEyeDoes(t *testing.T) {
	for _, c := range []struct {
		channels string
		duty     []float64
		color    string
		light    float64
	}{
		{"red green blue", []float64{0, 0, 0}, "#000000", 0},
		{"red green blue", []float64{1, 0, 0}, "#ff0000", 1},
		{"red green blue", []float64{0.184, 0.184, 0.184}, "#ffffff", 0.5},
		{"red green blue white", []float64{0, 0, 0, 1}, "#ffffff", 1},
		{"red green blue white", []float64{1, 0, 0, 1}, "#ffbcbc", 1},
		{"white", []float64{0.0011}, "#ffffff", 0.01},
	} {
		color, light := mixed(strings.Fields(c.channels), c.duty)
		if color.String() != c.color || math.Abs(light-c.light) > 0.005 {
			t.Errorf("%s at %v: %v at %v", c.channels, c.duty, color, light)
		}
	}
}

func TestABarHasItsLength(t *testing.T) {
	for share, want := range map[float64]string{0: "····", 0.001: "▏···", 0.5: "██··", 0.55: "██▎·", 1: "████"} {
		if got := colors.Replace(noColor.bar(4, share, rgb{})); got != want {
			t.Errorf("%v is %s, not %s", share, got, want)
		}
	}
}

func TestTerminalsGetTheColoursThatTheyKnow(t *testing.T) {
	orange := rgb{1, 0.65, 0}
	for p, want := range map[palette]string{
		noColor: "x", color256: "\x1b[38;5;214mx\x1b[0m", trueColor: "\x1b[38;2;255;166;0mx\x1b[0m",
	} {
		if got := p.paint("x", orange); got != want {
			t.Errorf("%d paints %q, not %q", p, got, want)
		}
	}
	for _, c := range []struct {
		term, colorterm, noColor string
		want                     palette
	}{
		{"xterm-256color", "", "", color256},
		{"xterm-256color", "truecolor", "", trueColor},
		{"xterm-256color", "truecolor", "1", noColor},
		{"dumb", "", "", noColor},
		{"xterm-direct", "", "", trueColor},
	} {
		t.Setenv("TERM", c.term)
		t.Setenv("COLORTERM", c.colorterm)
		t.Setenv("NO_COLOR", c.noColor)
		if got := paletteOf(); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}
