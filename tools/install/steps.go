package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// configure writes id, name and broker. It comes first, so that the lamp's
// first start has them.
func (in *installer) configure() error {
	text, err := in.read(configFile)
	if err != nil {
		return err
	}
	if text == "" {
		shipped, err := os.ReadFile(filepath.Join(in.repository, "config.toml"))
		if err != nil {
			return err
		}
		text = string(shipped)
	}
	edited, changes, err := in.edit(text)
	if err != nil {
		return fmt.Errorf("%s: %w", configFile, err)
	}
	if _, err := check(edited); err != nil {
		return fmt.Errorf("the configuration would be wrong:\n%w", err)
	}
	if len(changes) == 0 {
		in.say("%s stays as it is", configFile)
		return nil
	}
	in.changed = true
	if !in.step("write into %s:\n  %s", configFile, strings.Join(changes, "\n  ")) {
		return nil
	}
	return in.write(configFile, "0644", []byte(edited))
}

// secrets copies the password and the certificates.
func (in *installer) secrets() error {
	for _, f := range []struct{ here, there, mode, what string }{
		{in.passwordFile, "/etc/lampd/mqtt-password", "0600", "the password, for root alone"},
		{in.caFile, caThere, "0644", "the certificates"},
	} {
		if f.here == "" {
			continue
		}
		content, err := os.ReadFile(f.here)
		if err != nil {
			return err
		}
		if had, err := in.read(f.there); err != nil {
			return err
		} else if had == string(content) {
			continue
		}
		in.changed = true
		if !in.step("write %s: %s", f.there, f.what) {
			continue
		}
		if err := in.write(f.there, f.mode, content); err != nil {
			return err
		}
	}
	return nil
}

// install copies the package and installs it, unless it is there.
func (in *installer) install() error {
	version := strings.Split(filepath.Base(in.deb), "_")[1]
	if in.installed == version {
		in.say("lampd %s is installed", version)
		return nil
	}
	if !in.step("install %s", filepath.Base(in.deb)) {
		return nil
	}
	content, err := os.ReadFile(in.deb)
	if err != nil {
		return err
	}
	script := `d=$(mktemp -d); trap 'rm -rf "$d"' EXIT; chmod 755 "$d"; cat >"$d/lampd.deb"
	DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends --allow-downgrades -o Dpkg::Options::=--force-confold "$d/lampd.deb" >&2`
	if _, err := in.root(script, content); err != nil {
		return fmt.Errorf("install the package: %w", err)
	}
	in.changed = false // the package has started it anew
	return nil
}
