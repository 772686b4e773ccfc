package main

import (
	"strings"
	"unicode"
)

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
