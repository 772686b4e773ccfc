package interop

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"lampd/internal/presencetest"
)

// hardened adds to a bench what needs root or another lampd: a state directory
// that is full or read-only, and a clock that jumps.
func hardened(t *testing.T, b *presencetest.Bench, weights map[presencetest.Harm]int) {
	t.Helper()
	probe := t.TempDir()
	if err := mount(probe); err != nil {
		t.Logf("no state directory is made full or read-only here: mount: %v", err)
	} else {
		_ = syscall.Unmount(probe, 0)
		weights[presencetest.BadState] = 2
		b.Prepare = func(dir string) error {
			t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
			return mount(dir)
		}
	}
	jumpy, err := jumpyLampd(t)
	if err != nil {
		t.Fatal(err)
	}
	weights[presencetest.JumpClock] = 2
	b.Lampd = func(args ...string) *exec.Cmd {
		clock := filepath.Join(filepath.Dir(args[len(args)-1]), "clock")
		setClock(clock, 0)
		cmd := run(args...)
		cmd.Path, cmd.Args[0] = jumpy, jumpy
		cmd.Env = append(cmd.Env, "LAMPD_TEST_CLOCK="+clock)
		return cmd
	}
	broker := b.Broker
	b.Harm = func(lamp *presencetest.Process, f presencetest.Fault, begins bool) {
		switch f.Harm {
		case presencetest.JumpClock:
			setClock(filepath.Join(lamp.Dir, "clock"), f.Jump)
		case presencetest.BadState:
			spoil(filepath.Join(lamp.Dir, "state"), f.For%2 == 0, begins)
			// Something new wants to be saved.
			_ = presencetest.Send(t.Context(), broker.Dial, b.Login, "lamp/"+filepath.Base(lamp.Dir)+"/set",
				fmt.Sprintf(`{"brightness":%d}`, 1+f.For.Milliseconds()%255))
		}
	}
}

// setClock says how far off the clock is of the lamps that have the file.
func setClock(name string, by time.Duration) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o600)
	if err == nil {
		_, _ = f.WriteAt(binary.LittleEndian.AppendUint64(nil, uint64(int64(by.Seconds()))), 0)
		f.Close()
	}
}

// mount makes a small file system in memory.
func mount(dir string) error {
	return syscall.Mount("none", dir, "tmpfs", 0, "size=256k")
}

// spoil makes a directory full, or refuses every change of it, or takes that
// back.
func spoil(dir string, full, begins bool) {
	filler := filepath.Join(dir, "filler")
	switch {
	case full && begins:
		_ = os.WriteFile(filler, make([]byte, 1<<20), 0o600)
	case full:
		_ = os.Remove(filler)
	case begins:
		_ = exec.Command("chattr", "+i", dir).Run()
	default:
		_ = exec.Command("chattr", "-i", dir).Run()
	}
}

// jumpyLampd builds a lampd whose wall clock is off by the seconds in the file
// that LAMPD_TEST_CLOCK names: the standard library's time.Now has one more
// line.
func jumpyLampd(t *testing.T) (string, error) {
	t.Helper()
	dir := filepath.Dir(lampd)
	source := filepath.Join(runtime.GOROOT(), "src", "time", "time.go")
	text, err := os.ReadFile(source)
	if err != nil {
		return "", err
	}
	const at = "\tsec, nsec, mono := runtimeNow()\n"
	if bytes.Count(text, []byte(at)) == 0 {
		t.Fatal("time.Now reads as it did not when this test was written")
	}
	overlay := map[string]string{
		source: file(t, dir, "time.go", string(bytes.ReplaceAll(text, []byte(at), []byte(at+"\tsec += jump()\n")))),
		filepath.Join(filepath.Dir(source), "jump.go"): file(t, dir, "jump.go", jump),
	}
	list, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, "lampd-jumpy")
	start := time.Now()
	build := exec.Command("go", "build", "-overlay", file(t, dir, "overlay.json", string(list)), "-o", program, "./cmd/lampd")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build lampd with a clock that jumps: %w\n%s", err, out)
	}
	t.Logf("lampd with a clock that jumps was built in %v", time.Since(start).Round(time.Second))
	return program, nil
}

// jump is what package time gets. Now is called where no system call may be
// made, so the file is in memory.
const jump = `package time

import "syscall"

var jumpPage = func() []byte {
	name, _ := syscall.Getenv("LAMPD_TEST_CLOCK")
	fd, err := syscall.Open(name, syscall.O_RDONLY, 0)
	if err != nil {
		return nil
	}
	defer syscall.Close(fd)
	page, _ := syscall.Mmap(fd, 0, 8, syscall.PROT_READ, syscall.MAP_SHARED)
	return page
}()

func jump() (seconds int64) {
	for i, b := range jumpPage {
		seconds |= int64(b) << (8 * i)
	}
	return seconds
}
`
