package gpio

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// kernel is a fake of the kernel's side of /sys/class/pwm: plain files that
// are read as such, and writes that are refused where the kernel refuses them
// (drivers/pwm/core.c and sysfs.c of Linux 6.1 and 6.12, and the drivers of providers).
type kernel struct {
	t      *testing.T
	root   string
	writes []string                // "pwm0/period=500000", refused ones too, with "!"
	refuse func(path string) error // instead of the kernel
}

func (k *kernel) write(path, value string) error {
	note := filepath.Base(path) + "=" + strings.TrimSpace(value)
	if dir := filepath.Base(filepath.Dir(path)); !strings.HasPrefix(dir, "pwmchip") {
		note = dir + "/" + note
	}
	err := k.apply(path, strings.TrimSpace(value))
	if err != nil {
		note += "!"
		err = &fs.PathError{Op: "write", Path: path, Err: err}
	}
	k.writes = append(k.writes, note)
	return err
}

func (k *kernel) open(path string) (writer, error) {
	if k.refuse != nil {
		if err := k.refuse(path); err != nil {
			return nil, &fs.PathError{Op: "open", Path: path, Err: err}
		}
	}
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	return &kernelFile{k, path}, nil
}

type kernelFile struct {
	*kernel
	path string
}

func (f *kernelFile) WriteAt(b []byte, _ int64) (int, error) {
	return len(b), f.write(f.path, string(b))
}

func (f *kernelFile) Close() error { return nil }

// compatible returns what the chip of a file in pwmchipN is compatible with.
func (k *kernel) compatible(chip string) string {
	return text(filepath.Join(chip, "device", "of_node"), "compatible")
}

func (k *kernel) apply(path, value string) error {
	if k.refuse != nil {
		if err := k.refuse(path); err != nil {
			return err
		}
	}
	if filepath.Base(path) == "export" {
		return k.export(filepath.Dir(path), value)
	}
	dir := filepath.Dir(path)
	old, err := readPWM(dir)
	if err != nil {
		return syscall.ENOENT
	}
	next := old.with(filepath.Base(path), value)
	if err := k.check(filepath.Dir(dir), old, next); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(value+"\n"), 0o644)
}

// with returns the state after a write.
func (s pwmState) with(file, value string) pwmState {
	n, _ := strconv.ParseInt(value, 10, 64)
	switch file {
	case "period":
		s.period = n
	case "duty_cycle":
		s.duty = n
	case "enable":
		s.enabled = n == 1
	case "polarity":
		s.inversed = value == "inversed"
	}
	return s
}

// check refuses what the core or the chip's driver refuses.
func (k *kernel) check(chip string, old, next pwmState) error {
	if next.period == 0 || next.duty > next.period { // 6.12 lets a stopped channel have more duty
		return syscall.EINVAL
	}
	if next == old {
		return nil
	}
	compatible := k.compatible(chip)
	switch {
	case compatible == "nxp,pca9685-pwm":
		if next.inversed || next.period < 4*163840 || next.period > 256*163840 {
			return syscall.EINVAL
		}
		others, _ := filepath.Glob(filepath.Join(chip, "pwm*", "enable"))
		for _, file := range others {
			s, _ := readPWM(filepath.Dir(file))
			if next.enabled && s.enabled && s.period != next.period && s != old {
				return syscall.EBUSY
			}
		}
	case compatible == "test,old" && next.inversed != old.inversed && old.enabled:
		return syscall.EBUSY
	case compatible == "test,upright" && next.inversed:
		return syscall.EINVAL
	case next.period < 200:
		return syscall.EINVAL
	}
	return nil
}

// export makes the files of a channel, as they are on a fresh one.
func (k *kernel) export(chip, channel string) error {
	n, err := strconv.ParseInt(channel, 10, 64)
	if npwm, _ := readNumber(chip, "npwm"); err != nil || n >= npwm {
		return syscall.ENODEV
	}
	dir := filepath.Join(chip, "pwm"+channel)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return syscall.EBUSY
	}
	fresh := pwmState{}
	if k.compatible(chip) == "nxp,pca9685-pwm" {
		fresh = pwmState{period: 31 * 163840, enabled: true} // read back from the chip
	}
	k.put(dir, fresh)
	return nil
}

// put writes the state of a channel, past all checks.
func (k *kernel) put(dir string, s pwmState) {
	k.t.Helper()
	enable, polarity := "0", "normal"
	if s.enabled {
		enable = "1"
	}
	if s.inversed {
		polarity = "inversed"
	}
	for file, value := range map[string]string{
		"period": strconv.FormatInt(s.period, 10), "duty_cycle": strconv.FormatInt(s.duty, 10),
		"enable": enable, "polarity": polarity,
	} {
		makeFile(k.t, filepath.Join(dir, file), value+"\n")
	}
}

// makeFile writes a file and the directories above it.
func makeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// fakeChip returns a kernel with one chip of two channels, or as many as a
// PCA9685 has.
func fakeChip(t *testing.T, compatible string) (*kernel, *chip) {
	t.Helper()
	root := t.TempDir()
	node := filepath.Join(root, "node")
	makeFile(t, filepath.Join(node, "compatible"), compatible+"\x00")
	dir := filepath.Join(root, "sys/class/pwm/pwmchip0")
	npwm := "2\n"
	if compatible == "nxp,pca9685-pwm" {
		npwm = "17\n"
	}
	makeFile(t, filepath.Join(dir, "npwm"), npwm)
	device := filepath.Join(root, "devices/test.pwm")
	if err := os.MkdirAll(device, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{filepath.Join(dir, "device"): device, filepath.Join(device, "of_node"): node} {
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	chips := readChips(root)
	if len(chips) != 1 {
		t.Fatalf("%d chips, want 1", len(chips))
	}
	return &kernel{t: t, root: root}, &chips[0]
}
