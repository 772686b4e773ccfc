package main

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"lampd/internal/fleet"
)

// describe says in words what a lamp is asked to show: "on 50% #ffa500 candle".
func describe(r fleet.Report) string {
	words := []string{"off"}
	if r.Lit() {
		words[0] = "on"
	}
	if r.Mode != "onoff" {
		words = append(words, fmt.Sprintf("%d%%", percent(r.Brightness)))
	}
	switch r.Mode {
	case "hs":
		words = append(words, rgb(fleet.Color(r.State)).String())
	case "color_temp":
		words = append(words, fmt.Sprintf("%.0fK", math.Round(1e5/r.Mireds)*10))
	case "white":
		words = append(words, "white")
	}
	if r.Effect != "" {
		words = append(words, r.Effect)
	}
	return strings.Join(words, " ")
}

// percent is a share in whole percent, at least 1 unless it is nothing.
func percent(share float64) int {
	if share <= 0 {
		return 0
	}
	return max(1, int(math.Round(share*100)))
}

// printable is a text that came from somewhere, less what a terminal could
// take for a command.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, text)
}
