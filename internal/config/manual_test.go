package config

import (
	command "flag"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = command.Bool("update", false, "write the manual page instead of comparing it")

const manual = "../../packaging/man/lampd.toml.5"

// The page lampd.toml(5) is config.toml in another dress: its comments are the
// texts, its keys the headings.
func TestTheManualPageIsTheShippedFile(t *testing.T) {
	asIs, _ := shipped(t)
	want := page(string(asIs))
	if *update {
		if err := os.WriteFile(manual, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(manual)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what config.toml says (%v): go test ./internal/config -run Manual -update", manual, err)
	}
}

const head = `.\" Made from config.toml: go test ./internal/config -run Manual -update
.Dd November 22, 2026
.Dt LAMPD.TOML 5
.Os
.Sh NAME
.Nm lampd.toml
.Nd the configuration of lampd
.Sh SYNOPSIS
.Nm /etc/lampd/config.toml
.Nm /etc/lampd/NAME.toml
.Sh DESCRIPTION
The first file is that of
.Pa lampd.service ,
the others are those of
.Pa lampd@NAME.service .
They are TOML and are read once, at the start.
Here every key stands with its default.
.Pp
`

const tail = `.Sh SEE ALSO
.Xr lampd 1
`

var (
	sectionLine = regexp.MustCompile(`^\[(.+)\]$`)
	keyLine     = regexp.MustCompile(`^(?:# )?([a-z_]+) = (.+)$`)
)

// page is the page for a configuration file.
func page(file string) string {
	w := &writer{}
	for line := range strings.Lines(file + "\n") {
		line = strings.TrimSuffix(line, "\n")
		section, key := sectionLine.FindStringSubmatch(line), keyLine.FindStringSubmatch(line)
		switch {
		case section != nil:
			w.closeList()
			w.section = section[1] + "."
			w.line(`.Ss "` + roff(line) + `"`)
			w.flush()
		case key != nil:
			w.key(key[1], key[2])
		case strings.HasPrefix(line, "#"):
			w.endKeys()
			w.texts = append(w.texts, strings.TrimSpace(line[1:]))
		default: // an empty line: a text without keys is a paragraph
			w.endKeys()
			if len(w.texts) > 0 {
				w.closeList()
				w.flush()
			}
		}
	}
	w.closeList()
	return head + w.String() + tail
}

// writer writes mdoc(7).
type writer struct {
	strings.Builder
	section      string
	texts        []string // comment lines that are not written yet
	inList, keys bool     // a list is open; keys wait for their text
}

func (w *writer) line(s string) { w.WriteString(s + "\n") }

// key writes the heading of a key; its text follows the last of its group.
func (w *writer) key(name, value string) {
	if !w.inList {
		w.line(".Bl -tag -width Ds")
		w.inList = true
	}
	w.line(".It Ic " + w.section + name + ` No = Li "` + roff(value) + `"`)
	w.keys = true
}

// endKeys writes the text of the keys before.
func (w *writer) endKeys() {
	if w.keys {
		w.keys = false
		w.flush()
	}
}

func (w *writer) closeList() {
	w.endKeys()
	if w.inList {
		w.line(".El")
		w.inList = false
	}
}

// flush writes the comment lines.
func (w *writer) flush() {
	for _, text := range w.texts {
		if text == "" {
			text = ".Pp"
		} else {
			text = roff(text)
		}
		w.line(text)
	}
	w.texts = nil
}

// roff escapes what troff would read as its own.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, `"`, `\(dq`, `'`, `\(aq`, `--`, `\-\-`).Replace(s)
	if strings.HasPrefix(s, ".") {
		s = `\&` + s
	}
	return s
}
