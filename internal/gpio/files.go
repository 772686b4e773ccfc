package gpio

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// writer is a file of sysfs that is kept open: WriteAt sets its whole value.
type writer interface {
	io.WriterAt
	io.Closer
}

// files are the writes that the kernel may refuse. Reading is plain.
type files interface {
	write(path, value string) error
	open(path string) (writer, error)
}

// disk is the real thing.
type disk struct{}

func (disk) write(path, value string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(value + "\n")
	return errors.Join(err, f.Close())
}

func (disk) open(path string) (writer, error) { return os.OpenFile(path, os.O_WRONLY, 0) }

// udevTime is how long a new file may belong to root until udev gives it to
// the group.
const udevTime = 2 * time.Second

// patiently calls do until it stops failing for want of the file or of its
// permission, for udevTime at most.
func patiently(do func() error) error {
	for waited := time.Duration(0); ; waited += udevTime / 100 {
		err := do()
		if err == nil || waited >= udevTime || !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return err
		}
		time.Sleep(udevTime / 100)
	}
}

// under returns the path below the root.
func under(root string, path ...string) string {
	if root == "" {
		root = "/"
	}
	return filepath.Join(append([]string{root}, path...)...)
}

// readText returns the first line of a file of sysfs or procfs, "" where
// there is none.
func readText(path ...string) string {
	b, _ := os.ReadFile(filepath.Join(path...))
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSpace(line)
}

// readNumber returns the number that a file of sysfs holds.
func readNumber(path ...string) (int64, error) {
	name := filepath.Join(path...)
	b, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(b), "\n")
	n, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
	if err != nil {
		return 0, &fs.PathError{Op: "read number of", Path: name, Err: syscall.EINVAL}
	}
	return n, nil
}
