//go:build linux

// Probe stands in for lampd under lampd's unit and tries what the unit should
// allow and what it should deny. It writes a line for each into its state
// directory, tells systemd that it is ready, and waits for its end.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/coreos/go-systemd/v22/daemon"
	"golang.org/x/sys/unix"
)

// check is one thing that is tried. want is nil for what must succeed, or the
// errors by which it must fail.
type check struct {
	name string
	try  func() error
	want []error
}

func main() {
	var report strings.Builder
	for _, c := range append(allowed(), denied()...) {
		err := c.try()
		verdict := "ok   "
		if !c.right(err) {
			verdict = "WRONG"
		}
		fmt.Fprintf(&report, "%s %s: %v\n", verdict, c.name, err)
	}
	if err := os.WriteFile(filepath.Join(os.Getenv("STATE_DIRECTORY"), "report"), []byte(report.String()), 0o600); err != nil {
		fmt.Fprint(os.Stderr, report.String(), err)
		os.Exit(1)
	}
	_, _ = daemon.SdNotify(false, daemon.SdNotifyReady)
	select {}
}

// right tells whether the outcome is the wanted one.
func (c check) right(err error) bool {
	if c.want == nil {
		return err == nil
	}
	for _, want := range c.want {
		if errors.Is(err, want) {
			return true
		}
	}
	return false
}

// open opens a file and closes it.
func open(name string, flags int) error {
	f, err := os.OpenFile(name, flags, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// socket makes a socket and closes it.
func socket(family, kind, protocol int) error {
	fd, err := unix.Socket(family, kind, protocol)
	if err != nil {
		return err
	}
	return unix.Close(fd)
}

// sys makes a system call.
func sys(number uintptr, args ...uintptr) error {
	var a [6]uintptr
	copy(a[:], args)
	if _, _, errno := unix.Syscall6(number, a[0], a[1], a[2], a[3], a[4], a[5]); errno != 0 {
		return errno
	}
	return nil
}
