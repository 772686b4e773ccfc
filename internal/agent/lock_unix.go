//go:build unix

package agent

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// lock makes sure that no other agent on this machine is this lamp: by flock on
// the state file's name with .lock behind it. A second one is an error; a
// directory that cannot hold a lock is only a warning, for the lamp must light
// on a full or read-only card too.
func lock(stateFile string, log *slog.Logger) (unlock func(), err error) {
	name := stateFile + ".lock"
	f, err := openLock(name)
	if err != nil {
		log.Warn("a second agent for this lamp would not be noticed", "error", err)
		return func() {}, nil
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("another lampd runs this lamp: it holds %s", name)
		}
		log.Warn("a second agent for this lamp would not be noticed", "file", name, "error", err)
		return func() {}, nil
	}
	return func() { f.Close() }, nil
}

// openLock opens the lock, for writing where it does not exist yet.
func openLock(name string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o640)
	if err == nil {
		return f, nil
	}
	if f, readErr := os.Open(name); readErr == nil {
		return f, nil
	}
	return nil, err
}
