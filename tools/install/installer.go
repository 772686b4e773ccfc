package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"
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
