package main

import (
	"fmt"
	"math"
	"os"
	"strings"

	"lampd/internal/fleet"
)

// rgb is a colour in sRGB, parts 0..1.
type rgb [3]float64

// String returns the colour as #rrggbb.
func (c rgb) String() string { return fleet.Hex(c) }

func (c rgb) bytes() (r, g, b int) { return part(c[0]), part(c[1]), part(c[2]) }

func part(v float64) int { return int(math.Round(255 * min(max(v, 0), 1))) }

// primaries are the linear colours of a lamp's channels.
var primaries = map[string]rgb{
	"red": {1, 0, 0}, "green": {0, 1, 0}, "blue": {0, 0, 1},
	"white": {1, 1, 1}, "warm": {1, 0.40, 0.09}, "cold": {1, 0.98, 0.96},
}

// mixed returns the colour at full value and the lightness 0..1 of channels at
// their duties.
func mixed(channels []string, duty []float64) (color rgb, lightness float64) {
	for i, channel := range channels {
		for j, p := range primaries[channel] {
			color[j] += p * duty[i]
		}
	}
	high := max(color[0], color[1], color[2])
	if high == 0 {
		return rgb{}, 0
	}
	for i := range color {
		color[i] = fleet.SRGB(color[i] / high)
	}
	return color, fleet.Lightness(high)
}

// palette writes colours as a terminal understands them.
type palette int

// The palettes.
const (
	noColor   palette = iota // no colours at all
	color256                 // xterm's 256
	trueColor                // 24 bits
)

// paletteOf tells what the terminal of this environment shows, by the common
// conventions: NO_COLOR, COLORTERM, TERM.
func paletteOf() palette {
	term := os.Getenv("TERM")
	switch {
	case os.Getenv("NO_COLOR") != "" || term == "dumb":
		return noColor
	case strings.Contains(os.Getenv("COLORTERM"), "truecolor"), strings.Contains(os.Getenv("COLORTERM"), "24bit"),
		os.Getenv("WT_SESSION") != "", strings.HasSuffix(term, "-direct"):
		return trueColor
	}
	return color256
}

// paint returns text in a foreground colour.
func (p palette) paint(text string, c rgb) string {
	r, g, b := c.bytes()
	switch p {
	case trueColor:
		return fmt.Sprintf("\x1b[38;2;%d;%d;%dm%s\x1b[0m", r, g, b, text)
	case color256:
		cube := func(v int) int { return (v*5 + 127) / 255 }
		return fmt.Sprintf("\x1b[38;5;%dm%s\x1b[0m", 16+36*cube(r)+6*cube(g)+cube(b), text)
	}
	return text
}

// dim returns text that stands back.
func (p palette) dim(text string) string {
	if p == noColor {
		return text
	}
	return "\x1b[2m" + text + "\x1b[0m"
}

// bar returns a bar of width cells of which a share is filled with a colour.
func (p palette) bar(width int, share float64, c rgb) string {
	eighths := int(math.Ceil(share * float64(width) * 8))
	full, rest := eighths/8, eighths%8
	filled := strings.Repeat("█", full)
	if rest > 0 {
		filled += string([]rune("▏▎▍▌▋▊▉")[rest-1])
		full++
	}
	return p.paint(filled, c) + p.dim(strings.Repeat("·", width-full))
}
