package main

import (
	"os"
	"strings"
	"testing"
)

// The manual page and the words that a shell completes are written by hand:
// every command and flag has to stand in them.
func TestEveryCommandStandsInTheManualPage(t *testing.T) {
	page, words := packaged(t, "man/lampd.1"), packaged(t, "lampd.bash")
	for verb, flags := range verbs {
		if !strings.Contains(page, "\n.It Cm "+verb+"\n") || !strings.Contains(words, verb) {
			t.Errorf("%s is missing", verb)
		}
		for _, flag := range flags {
			if !strings.Contains(page, "\n.It Fl -"+flag) || !strings.Contains(words, "--"+flag) {
				t.Errorf("--%s is missing", flag)
			}
		}
	}
	for _, status := range []string{"0", "1", "2", "78"} {
		if !strings.Contains(page, "\n.It "+status+"\n") {
			t.Errorf("exit status %s is missing", status)
		}
	}
}

// packaged reads a file of packaging/.
func packaged(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../packaging/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
