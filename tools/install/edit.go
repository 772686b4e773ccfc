package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"lampd/internal/config"
)

// wish is what the command line asks for; what is empty stays as it is.
type wish struct {
	id, name, username   string
	servers              []string
	passwordFile, caFile string // of this machine
	repository, packages string // directories
	dryRun, yes          bool
}

// caThere is where the lamp keeps the certificates.
const caThere = "/etc/lampd/ca.pem"

// edit returns the configuration with what is wished for in it, and the keys
// that it changed, as the file has them now. All else stays as it was written.
func (w wish) edit(text string) (edited string, changes []string, err error) {
	set := func(section, key string, value any) {
		if err != nil {
			return
		}
		var before string
		if edited, before, err = setKey(edited, section, key, toml(value)); before != toml(value) {
			changes = append(changes, strings.TrimPrefix(section+".", ".")+key+" = "+toml(value))
		}
	}
	edited = text
	if w.id != "" {
		set("", "id", w.id)
	}
	if w.name != "" {
		set("", "name", w.name)
	}
	if w.servers != nil {
		set("broker", "servers", w.servers)
	}
	if w.username != "" {
		set("broker", "username", w.username)
	}
	if w.caFile != "" {
		set("broker", "ca_file", caThere)
	}
	return edited, changes, err
}

// toml writes a string or a list of strings; JSON does it the same way.
func toml(value any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // strings can be encoded
	}
	return strings.TrimSpace(b.String())
}

var header = regexp.MustCompile(`^\s*\[+\s*([^\[\]]*?)\s*\]`)

// setKey sets a key of a section, "" for the keys before the first one, and
// returns the value that it had.
func setKey(text, section, key, value string) (edited, before string, err error) {
	found := regexp.MustCompile(`^(\s*` + key + `\s*=\s*)("(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]]*\])(.*)$`)
	begun := regexp.MustCompile(`^\s*` + key + `\s*=`)
	lines := strings.SplitAfter(text, "\n")
	here, after := "", -1 // the section of the line; where a new key goes
	if section == "" {
		after = 0
	}
	for i, line := range lines {
		if h := header.FindStringSubmatch(line); h != nil {
			if here = h[1]; here == section {
				after = i + 1
			}
			continue
		}
		if here != section || !begun.MatchString(line) {
			continue
		}
		m := found.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			return text, "", fmt.Errorf("%s stands in the configuration in a way that cannot be edited here: change it by hand", key)
		}
		lines[i] = m[1] + value + m[3] + line[len(strings.TrimSuffix(line, "\n")):]
		return strings.Join(lines, ""), m[2], nil
	}
	added := key + " = " + value + "\n"
	if after < 0 {
		return strings.TrimSuffix(text, "\n") + "\n\n[" + section + "]\n" + added, "", nil
	}
	return strings.Join(slices.Insert(lines, after, added), ""), "", nil
}

// check reads a configuration as lampd will, but for what it takes from the
// board.
func check(text string) (config.Config, error) {
	dir, err := os.MkdirTemp("", "lampd-install-")
	if err != nil {
		return config.Config{}, err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "config.toml")
	err = os.MkdirAll(filepath.Join(dir, "etc"), 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "etc/machine-id"), []byte("0\n1\n"), 0o600)
	}
	if err == nil {
		err = os.WriteFile(name, []byte(text), 0o600)
	}
	if err != nil {
		return config.Config{}, err
	}
	return config.Load(name, true, config.Env{Root: dir, HostName: "lamp"})
}
