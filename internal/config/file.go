package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// file is a configuration file that is TOML, and the mistakes found in it.
type file struct {
	name     string
	meta     toml.MetaData
	root     map[string]toml.Primitive
	seen     map[string]toml.Primitive // by dotted name
	mistakes Mistakes
	outdated Mistakes // what works, but has another name now
}

// parse reads text as TOML. A syntax error ends it: nothing after it can be
// trusted.
func parse(name string, text []byte) (*file, error) {
	if line := notUTF8(text); line > 0 {
		return nil, Mistakes{{File: name, Line: line, Text: "this is not UTF-8 text"}}
	}
	f := &file{name: name, seen: map[string]toml.Primitive{}}
	var err error
	if f.meta, err = toml.Decode(string(text), &f.root); err != nil {
		var syntax toml.ParseError
		errors.As(err, &syntax)
		before := text[:max(0, min(syntax.Position.Start, len(text)))] // Position.Line may be the next one
		line := 1 + bytes.Count(before, []byte("\n"))
		return nil, Mistakes{{name, line, cut(oneLine(syntax.LastKey)), "not TOML: " + cutAt(oneLine(syntax.Message), 160)}}
	}
	return f, nil
}

// notUTF8 returns the number of the first line that is not UTF-8, or 0.
func notUTF8(text []byte) int {
	for i, line := range bytes.Split(text, []byte("\n")) {
		if !utf8.Valid(line) {
			return i + 1
		}
	}
	return 0
}

// apply hands every value of the file to the setter of its key.
func (f *file) apply(known table) {
	f.walk(nil, f.root, known)
	f.tellOlder(known)
}

func (f *file) walk(path toml.Key, values map[string]toml.Primitive, known table) {
	for part, raw := range values {
		path := append(path[:len(path):len(path)], part)
		name := path.String()
		f.seen[name] = raw
		var value any
		var inner map[string]toml.Primitive
		if err := f.meta.PrimitiveDecode(raw, &value); err != nil {
			f.blame(name, err.Error())
			continue
		}
		_, isTable := value.(map[string]any)
		set, isKey := known.set[name]
		if now, isOld := known.renamed[name]; isOld {
			set, isKey = known.set[now]
			f.seen[now] = raw // so that what is wrong with it has a line
		}
		switch {
		case isKey:
			if err := set(value); err != nil {
				f.blame(name, err.Error())
			}
		case !known.section[name]:
			f.blame(name, fmt.Sprintf("unknown key (nearest known key: %s)", nearest(name, known.names)))
		case !isTable || f.meta.PrimitiveDecode(raw, &inner) != nil:
			f.blame(name, "must be a table, not "+describe(value))
		default:
			f.walk(path, inner, known)
		}
	}
}

// blame notes a mistake at the line of a key, or of what is nearest around it.
func (f *file) blame(key, text string) {
	f.mistakes = append(f.mistakes, Mistake{f.name, f.line(key), cut(key), text})
}

// blamed tells whether a key has a mistake already.
func (f *file) blamed(key string) bool {
	return slices.ContainsFunc(f.mistakes, func(m Mistake) bool { return m.Key == key })
}

// line returns the line of a key's value, of the section around it when the
// file does not have the key, else 1.
func (f *file) line(name string) int {
	for ; name != ""; name = parent(name) {
		raw, ok := f.seen[name]
		if !ok {
			continue
		}
		var at toml.ParseError
		if errors.As(f.meta.PrimitiveDecode(raw, new(position)), &at) && at.Position.Line > 0 {
			return at.Position.Line
		}
	}
	return 1
}

// position refuses every value: the parser's error is the one place where the
// library tells where a key stands.
type position struct{}

func (*position) UnmarshalTOML(any) error { return errors.New("here") }

// parent is the part of a dotted name before its last dot.
func parent(name string) string { return name[:max(strings.LastIndexByte(name, '.'), 0)] }
