package lamp

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// image is an ext4 file system in a file, mounted.
type image struct {
	file, dir string
}

// mount mounts an image; it is unmounted with the test at the latest.
func (i image) mount(t *testing.T) (unmount func()) {
	t.Helper()
	if said, err := exec.Command("mount", "-o", "loop", i.file, i.dir).CombinedOutput(); err != nil {
		t.Skipf("skipped: no image can be mounted here: %s", bytes.TrimSpace(said))
	}
	once := sync.OnceFunc(func() {
		if said, err := exec.Command("umount", i.dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", said)
		}
	})
	t.Cleanup(once)
	return once
}

// newImage makes an image.
func newImage(t *testing.T) image {
	t.Helper()
	i := image{filepath.Join(t.TempDir(), "image"), filepath.Join(t.TempDir(), "mounted")}
	if err := os.Mkdir(i.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(i.file)
	if err == nil {
		err = f.Truncate(16 << 20)
	}
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	if said, err := exec.Command("mkfs.ext4", "-q", "-F", i.file).CombinedOutput(); err != nil {
		t.Skipf("skipped: mkfs.ext4: %v %s", err, said)
	}
	return i
}

// words is what a process has said so far.
type words struct {
	sync.Mutex
	text bytes.Buffer // not embedded: its ReadFrom would pass the lock by
}

func (w *words) Write(p []byte) (int, error) {
	w.Lock()
	defer w.Unlock()
	return w.text.Write(p)
}

func (w *words) String() string {
	w.Lock()
	defer w.Unlock()
	return w.text.String()
}

// TestAPowerCutLosesNothingThatWasAcknowledged copies the image under a saver,
// as the card would be found after a power cut, and mounts the copy.
// scripts/powercut says how often, and has a file system that copies at once.
func TestAPowerCutLosesNothingThatWasAcknowledged(t *testing.T) {
	cuts := 3
	if text := os.Getenv("LAMPD_POWERCUTS"); text != "" {
		cuts, _ = strconv.Atoi(text)
	}
	if testing.Short() {
		t.Skip("skipped: it copies images, and runs this program again")
	}
	if os.Geteuid() != 0 {
		t.Skip("skipped: to mount an image takes root")
	}
	if _, err := os.Stat("/dev/loop-control"); err != nil {
		t.Skip("skipped: there are no loop devices")
	}
	card, found := newImage(t), newImage(t)
	unmount := card.mount(t)
	var told words
	saver := exec.Command(os.Args[0])
	saver.Env = append(os.Environ(), saverFile+"="+filepath.Join(card.dir, "state.json"))
	saver.Stdout = &told
	if err := saver.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = saver.Process.Kill()
		_ = saver.Wait()
		unmount()
	})
	for n := 0; n < cuts && !t.Failed(); n++ {
		time.Sleep(time.Duration(rand.IntN(30_000)) * time.Microsecond)
		_, saved := said(told.String())
		snapshot(t, card.file, found.file, saver.Process)
		done := found.mount(t)
		tried, _ := said(told.String())
		survives(t, filepath.Join(found.dir, "state.json"), tried, saved)
		done()
	}
	_, saved := said(told.String())
	t.Logf("%d cuts in %d saves", cuts, saved)
}

// snapshot copies a file as it is at one instant. Where the file system cannot
// do that, the process that changes it has to rest between two of its calls: a
// block that is copied before one that was written earlier is no power cut.
func snapshot(t *testing.T, from, to string, saver *os.Process) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if unix.IoctlFileClone(int(out.Fd()), int(in.Fd())) == nil {
		return
	}
	_ = saver.Signal(syscall.SIGSTOP)
	for !stopped(saver.Pid) {
		time.Sleep(time.Millisecond)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	_ = saver.Signal(syscall.SIGCONT)
}

// stopped tells whether every thread of a process rests: proc_pid_stat(5).
func stopped(pid int) bool {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	for _, file := range threads {
		text, _ := os.ReadFile(file)
		if _, rest, _ := bytes.Cut(text, []byte(") ")); len(rest) > 0 && rest[0] != 'T' {
			return false
		}
	}
	return true
}
