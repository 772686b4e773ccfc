package lamp

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// calls are the system calls of a save.
const calls = "unlinkat,openat,write,fsync,close,rename,renameat,renameat2"

// straced runs a saver of three states under strace, with an option, and
// returns what it said and the calls that strace saw.
func straced(t *testing.T, file string, option ...string) (said string, seen []string) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "strace")
	dir := filepath.Dir(file)
	args := []string{"-f", "-qq", "-o", log, "-e", "trace=" + calls, "-P", dir, "-P", file, "-P", file + ".new", "-P", file + ".1"}
	cmd := exec.Command("strace", append(append(args, option...), os.Args[0])...)
	cmd.Env = append(os.Environ(), saverFile+"="+file, saverTimes+"=3", "GOMAXPROCS=1")
	out, err := cmd.Output()
	var ended *exec.ExitError
	if err != nil && !(errors.As(err, &ended) && len(option) > 0) {
		t.Skipf("skipped: strace does not work here: %v", err)
	}
	text, _ := os.ReadFile(log)
	for _, m := range regexp.MustCompile(`(?m)^\d+ +(\w+)\(`).FindAllStringSubmatch(string(text), -1) {
		seen = append(seen, m[1])
	}
	return string(out), seen
}

// TestASaveSurvivesAFaultInEachOfItsSystemCalls injects a kill and errors into
// one system call after the other of two saves; a third one follows.
func TestASaveSurvivesAFaultInEachOfItsSystemCalls(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("strace is missing: scripts/setup installs it")
		}
		t.Skip("skipped: strace is not installed")
	}
	newFile := func(t *testing.T) string { return filepath.Join(t.TempDir(), "state.json") }
	text, seen := straced(t, newFile(t))
	if _, saved := said(text); saved != 3 || len(seen) < 24 {
		t.Fatalf("without faults: %s%v", text, seen)
	}
	nth := map[string]int{}
	for _, call := range seen[:2*len(seen)/3] {
		nth[call]++
		for _, fault := range []string{"signal=KILL", "error=EIO", "error=ENOSPC"} {
			if call == "close" && fault == "error=ENOSPC" {
				continue
			}
			inject := fmt.Sprintf("inject=%s:%s:when=%d", call, fault, nth[call])
			t.Run(inject, func(t *testing.T) {
				t.Parallel()
				file := newFile(t)
				text, _ := straced(t, file, "-e", inject)
				tried, saved := said(text)
				survives(t, file, tried, saved)
				switch kill := strings.Contains(fault, "KILL"); {
				case kill && saved == 3:
					t.Errorf("it was not killed:\n%s", text)
				// That there is nothing to remove is no failure.
				case !kill && call != "unlinkat" && !strings.Contains(text, "failed"):
					t.Errorf("a fault is not told:\n%s", text)
				case !kill && saved != 3:
					t.Errorf("after a fault nothing is saved any more:\n%s", text)
				}
			})
		}
	}
}
