package lamp

import (
	"bufio"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// The test program saves states over and over when these say where, and how
// often (0: for ever).
const (
	saverFile  = "LAMP_SAVER_FILE"
	saverTimes = "LAMP_SAVER_TIMES"
)

// saver saves one state after the other as the keeper does, and tells of each
// before and after: "try N", then "saved N" or "failed N: why".
func saver(file string) {
	runtime.LockOSThread() // strace counts by threads
	times, _ := strconv.Atoi(os.Getenv(saverTimes))
	for n := uint64(1); times == 0 || n <= uint64(times); n++ {
		fmt.Println("try", n)
		sealed, err := seal(numbered(n))
		if err == nil {
			err = writeDurable(file, sealed)
		}
		if err != nil {
			fmt.Printf("failed %d: %v\n", n, err)
			continue
		}
		fmt.Println("saved", n)
	}
}

// numbered returns a state that is a function of its version.
func numbered(n uint64) State {
	return State{On: n%2 == 0, Brightness: 1 / float64(n), Mode: ModeHS, Hue: 0.5, Client: strings.Repeat("c", int(n%64)), Version: n}
}

// said returns the last number that a saver tried and the last that it saved.
func said(text string) (tried, saved uint64) {
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		_, _ = fmt.Sscanf(lines.Text(), "try %d", &tried)
		_, _ = fmt.Sscanf(lines.Text(), "saved %d", &saved)
	}
	return tried, saved
}

// survives checks what a saver left behind: the last state that it
// acknowledged, or a later one that it tried, whole.
func survives(t *testing.T, file string, tried, saved uint64) {
	t.Helper()
	var log strings.Builder
	m := Files{Durable: file}.Recall(slog.New(slog.NewTextHandler(&log, nil)))
	if log.Len() > 0 {
		t.Errorf("damaged: %s", log.String())
	}
	switch {
	case m.saved == nil && saved > 0:
		t.Errorf("nothing is left of %d", saved)
	case m.saved == nil:
	case m.saved.Version < saved || m.saved.Version > tried:
		t.Errorf("%d is left; acknowledged was %d, tried %d", m.saved.Version, saved, tried)
	case *m.saved != numbered(m.saved.Version):
		t.Errorf("%+v is left", *m.saved)
	}
}
