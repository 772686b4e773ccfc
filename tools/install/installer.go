package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"lampd/internal/gpio"
)

const configFile = "/etc/lampd/config.toml"

// installer makes the lamp. Every step says what it does, or would do.
type installer struct {
	wish
	*remote
	in  *bufio.Reader
	out io.Writer

	deb       string // the package
	installed string // version that is there, or ""
	changed   bool   // the service must be restarted
	reboot    bool   // the board must be restarted
}

func (in *installer) say(format string, args ...any) { fmt.Fprintf(in.out, format+"\n", args...) }

// step announces what is done, and tells whether it is to be done.
func (in *installer) step(format string, args ...any) bool {
	if in.dryRun {
		in.say("would "+format, args...)
		return false
	}
	in.say(format, args...)
	return true
}

func (in *installer) run() error {
	for _, do := range []func() error{in.look, in.configure, in.secrets, in.install, in.doctor, in.start} {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// board tells what the other side is.
const board = `[ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || echo asks
dpkg --print-architecture
tr -d '\0' </sys/firmware/devicetree/base/model 2>/dev/null || uname -n
echo
dpkg-query -W -f '${db:Status-Abbrev}${Version}' lampd 2>/dev/null || true`

// look finds out what the other side is, and its package.
func (in *installer) look() error {
	said, err := in.remote.run("set -e\n"+board, nil)
	said, asks := strings.CutPrefix(said, "asks\n")
	facts := strings.Split(said, "\n")
	if err != nil || len(facts) < 3 {
		return fmt.Errorf("ask %s what it is: %w", in.host, err)
	}
	if asks {
		if in.sudo, err = in.password(); err != nil {
			return err
		}
		if _, err := in.root("true", nil); err != nil {
			return fmt.Errorf("become root on %s: %w", in.host, err)
		}
	}
	in.installed, _ = strings.CutPrefix(facts[2], "ii ")
	in.say("%s is a %s, %s", in.host, facts[1], facts[0])
	found, _ := filepath.Glob(filepath.Join(in.packages, "lampd_*_"+facts[0]+".deb"))
	if len(found) != 1 {
		return fmt.Errorf("%d packages for %s in %s: run scripts/package", len(found), facts[0], in.packages)
	}
	in.deb = found[0]
	return nil
}

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

// doctor adds the lines of config.txt that the lamp's pins need.
func (in *installer) doctor() error {
	text, err := in.root("command -v lampd >/dev/null || exit 0; lampd doctor --json --config "+configFile, nil)
	switch {
	case err != nil:
		return fmt.Errorf("ask lampd doctor: %w", err)
	case text == "": // a dry run
		in.say("would add the lines to config.txt that lampd doctor asks for")
		return nil
	}
	var report gpio.Report
	if err := json.Unmarshal([]byte(text), &report); err != nil {
		return fmt.Errorf("read what lampd doctor says: %w", err)
	}
	for _, c := range report.Changes {
		if c.File == "" || len(c.Lines) == 0 {
			continue
		}
		in.reboot = true // the lines do not act yet, whether they are there or not
		if err := in.addTo(c); err != nil {
			return err
		}
	}
	return nil
}

// addTo adds the lines of a change to its file.
func (in *installer) addTo(c gpio.Change) error {
	had, err := in.read(c.File)
	if err != nil {
		return err
	}
	edited, missing := addLines(had, c.Lines)
	if missing == nil {
		in.say("%s has the lines that the lamp needs", c.File)
		return nil
	}
	in.say("%s", c.Why)
	if !in.step("add to %s:\n  %s", c.File, strings.Join(missing, "\n  ")) {
		return nil
	}
	if !in.yes && !in.ask("Shall these lines be added?") {
		return errors.New("without these lines the lamp stays dark")
	}
	if err := in.write(c.File+".before-lampd", "0644", []byte(had)); err != nil {
		return err
	}
	return in.write(c.File, "0755", []byte(edited))
}

// password asks the person for the password of sudo there.
func (in *installer) password() ([]byte, error) {
	fmt.Fprintf(in.out, "The password of sudo on %s: ", in.host)
	defer fmt.Fprintln(in.out)
	if fd := int(os.Stdin.Fd()); term.IsTerminal(fd) {
		password, err := term.ReadPassword(fd)
		return append(password, '\n'), err
	}
	line, err := in.in.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("read the password: %w", err)
	}
	return line, nil
}

// ask asks the person.
func (in *installer) ask(question string) bool {
	fmt.Fprint(in.out, question+" [y/N] ")
	answer, _ := in.in.ReadString('\n')
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(answer)), "y")
}

// start enables the service, restarts it if anything has changed, and waits
// until the broker has its 1.
func (in *installer) start() error {
	verb := "start"
	if in.changed {
		verb = "restart"
	}
	if !in.step("enable the service, %s it and wait for its 1", verb) {
		return nil
	}
	if _, err := in.root("systemctl --quiet enable lampd; systemctl reset-failed lampd || true; systemctl --no-block "+verb+" lampd", nil); err != nil {
		return err
	}
	if in.reboot {
		in.say("\nThe lamp lights after a restart of the board:\n  ssh %s sudo reboot\nThen run this again: it waits for the lamp.", in.host)
		return nil
	}
	status := ""
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(500 * time.Millisecond) {
		said, err := in.remote.run("systemctl is-active lampd || true; systemctl show --value -p StatusText lampd", nil)
		if err != nil {
			return err
		}
		if status = strings.Join(strings.Fields(said), " "); strings.HasPrefix(status, "active connected to ") {
			return in.farewell()
		}
	}
	log, _ := in.root("journalctl --no-pager -q -o cat -n 10 -u lampd", nil)
	return fmt.Errorf("after a minute the lamp is not online: %s\n%s", status, log)
}

// farewell says what to try.
func (in *installer) farewell() error {
	text, err := in.read(configFile)
	if err != nil {
		return err
	}
	cfg, err := check(text)
	if err != nil {
		return err
	}
	id, err := in.root("lampd check --config "+configFile+" 2>/dev/null | sed -n 's/.*the lamp is //p'", nil)
	if err != nil {
		return err
	}
	id = strings.TrimSpace(id)
	in.say("state/%s is 1: the lamp is online. Try:", id)
	server, err := url.Parse(cfg.Broker.Servers[0])
	if err != nil {
		return err
	}
	if ip := net.ParseIP(server.Hostname()); server.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		in.say("  ssh %s mosquitto_pub -p %s -t lamp/%s/set/color -m orange", in.host, cmp.Or(server.Port(), "1883"), id)
		return nil
	}
	in.say("  lampctl set %s --color orange --broker %s", id, server)
	in.say("  lampctl watch --broker %s", server)
	return nil
}
