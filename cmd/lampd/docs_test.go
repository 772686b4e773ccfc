package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lampd/internal/config"
)

// block is one fenced block of a document.
type block struct{ kind, text string }

// blocks returns the fenced blocks of a document, each with what stands behind
// its fence.
func blocks(t *testing.T, file string) (all []block) {
	t.Helper()
	text, err := os.ReadFile("../../docs/" + file)
	if err != nil {
		t.Fatal(err)
	}
	inside, indent := false, ""
	for line := range strings.Lines(string(text)) {
		bare := strings.TrimLeft(line, " ")
		switch fence, isFence := strings.CutPrefix(bare, "```"); {
		case isFence && !inside:
			all = append(all, block{kind: strings.TrimSpace(fence)})
			inside, indent = true, line[:len(line)-len(bare)]
		case isFence:
			inside = false
		case inside:
			all[len(all)-1].text += strings.TrimPrefix(line, indent)
		}
	}
	return all
}

// of returns the texts of the blocks of a kind; there must be some.
func of(t *testing.T, all []block, kind string) (texts []string) {
	t.Helper()
	for _, b := range all {
		if b.kind == kind {
			texts = append(texts, b.text)
		}
	}
	if texts == nil {
		t.Fatalf("there is no block of kind %q", kind)
	}
	return texts
}

// accounted fails for blocks of a kind that no test looks at.
func accounted(t *testing.T, all []block, kinds ...string) {
	t.Helper()
	for _, b := range all {
		if !slices.Contains(kinds, b.kind) {
			t.Errorf("no test runs blocks of kind %q", b.kind)
		}
	}
}

// configured reads a block of TOML as lampd would.
func configured(t *testing.T, text string) config.Config {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := command{file: file, named: true}.load()
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	return c
}

// page returns a document.
func page(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
