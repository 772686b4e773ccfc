package agent

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"

	"lampd/internal/lamp"
)

// clock tells whether the wall clock can be trusted: systemd-timesyncd leaves
// a file once it is set, other daemons tell the kernel (adjtimex(2)). The
// hardened service may not ask the kernel.
func clock() lamp.Clock {
	if _, err := os.Stat("/run/systemd/timesync/synchronized"); err == nil {
		return lamp.Synced
	}
	state, err := unix.Adjtimex(&unix.Timex{})
	switch {
	case errors.Is(err, unix.EPERM):
		return lamp.Unknown
	case err != nil || state == unix.TIME_ERROR:
		return lamp.Unsynced
	}
	return lamp.Synced
}
