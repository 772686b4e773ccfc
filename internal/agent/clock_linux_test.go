package agent

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"lampd/internal/lamp"
)

func TestTheClockIsSynchronisedWhenSomebodySaysSo(t *testing.T) {
	for _, c := range []struct {
		name  string
		file  bool
		state int
		err   error
		want  lamp.Clock
	}{
		{"timesyncd's file is enough", true, unix.TIME_ERROR, nil, lamp.Synced},
		{"also where the kernel may not be asked", true, 0, unix.EPERM, lamp.Synced},
		{"the kernel says so", false, unix.TIME_OK, nil, lamp.Synced},
		{"in a leap second too", false, unix.TIME_INS, nil, lamp.Synced},
		{"the kernel says no", false, unix.TIME_ERROR, nil, lamp.Unsynced},
		{"the kernel may not be asked", false, 0, unix.EPERM, lamp.Unknown},
		{"the kernel knows no answer", false, 0, unix.ENOSYS, lamp.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "synchronized")
			if c.file {
				if err := os.WriteFile(file, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if got := clockBy(file, func() (int, error) { return c.state, c.err }); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
