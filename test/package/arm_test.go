//go:build life && linux

package lives

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lampd/internal/brokertest"
)

// chroot is a Debian for armhf whose programs qemu-user runs. It has namespaces
// of its own, so that the kernel knows of qemu-user nowhere else. There is no
// systemd: what starts the lamp is the test.
type chroot struct {
	t      *testing.T
	root   string // "" is this machine's
	sys    string // the board's /sys
	leader string // process id of what holds the namespaces
}

// arms tells the namespace's kernel to run ARM programs by qemu-user.
const arms = `set -e
mount --make-rprivate /
mount -t proc proc /proc
mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
printf %s ':qemu-arm:M::\x7fELF\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x28\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-arm-static:F' >/proc/sys/fs/binfmt_misc/register
`

// furnishes the chroot named by $1, with the board's /sys from $2.
const furnished = `set -e
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount --rbind "$2" "$1/sys"
mount -t tmpfs tmpfs "$1/run"
for node in null zero urandom; do
	rm -f "$1/dev/$node"
	touch "$1/dev/$node"
	mount --bind "/dev/$node" "$1/dev/$node"
done
`

// namespaces starts what holds them.
func namespaces(t *testing.T) *chroot {
	t.Helper()
	if _, err := os.Stat("/usr/bin/qemu-arm-static"); err != nil {
		t.Fatal("qemu-arm-static is missing: scripts/setup installs it")
	}
	ids := []syscall.SysProcIDMap{{ContainerID: 0, HostID: 0, Size: 65536}}
	cmd := exec.Command("sh", "-c", arms+"echo ready; exec cat")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID,
		UidMappings: ids, GidMappings: ids, GidMappingsEnableSetgroups: true,
		Pdeathsig: syscall.SIGKILL,
	}
	cmd.Stderr = os.Stderr
	end, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // with the first process of its namespace ends every other
		end.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if _, err := io.ReadFull(said, make([]byte, len("ready"))); err != nil {
		t.Skip("skipped: no binfmt_misc in a namespace of its own, which Linux 6.7 and later have")
	}
	return &chroot{t: t, leader: fmt.Sprint(cmd.Process.Pid)}
}

// command returns a command inside, not started yet.
func (c *chroot) command(args ...string) *exec.Cmd {
	enter := []string{"-t", c.leader, "-U", "-m", "-p", "--"}
	if c.root != "" {
		enter = append(enter, "chroot", c.root)
	}
	enter = append(enter, "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive")
	return exec.Command("nsenter", append(enter, args...)...)
}

func (c *chroot) must(args ...string) string {
	c.t.Helper()
	said, err := c.command(args...).CombinedOutput()
	if err != nil {
		c.t.Fatalf("%v: %v\n%s", args, err, said)
	}
	return string(said)
}

// arm makes a chroot with a copy of the Debian for armhf.
func arm(t *testing.T) *chroot {
	c := namespaces(t)
	kept := debian(t, "armhf", func(args ...string) { c.must(args...) }, "systemd", "init-system-helpers")
	c.sys = board(t)
	root := filepath.Join(t.TempDir(), "root")
	must(t, "cp", "-a", kept, root)
	c.must("sh", "-c", furnished, "sh", root, c.sys)
	c.root = root
	return c
}

// lamp starts lampd as the unit would, on an ARMv6. It is killed with the test.
func (c *chroot) lamp() (stop func() error) {
	cmd := c.command("runuser", "-u", "lampd", "--", "env", "QEMU_CPU=arm1176", "RUNTIME_DIRECTORY=/run/lampd",
		"/usr/bin/lampd", "run", "--config", "/etc/lampd/config.toml")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	ended := false
	stop = func() error {
		if ended {
			return nil
		}
		ended = true
		_, err := c.command("sh", "-c", `for p in /proc/[0-9]*; do
			tr '\0' ' ' <$p/cmdline 2>/dev/null | grep -q '^[^ ]*qemu-arm[^ ]* [^ ]*/usr/bin/lampd' && kill ${p#/proc/}; done; true`).CombinedOutput()
		if err != nil {
			return err
		}
		return cmd.Wait()
	}
	c.t.Cleanup(func() { _ = stop() })
	return stop
}

func TestAPackageForARMv6Lives(t *testing.T) {
	b := brokertest.Start(t, brokertest.Options{})
	w := brokertest.Connect(t, nil, b.Addr)
	w.Subscribe("state/desk")
	c := arm(t)
	before := c.must("sh", "-c", inventory)
	first := deb(t, "lampd", "armhf")
	bring := func(file, name string) string {
		must(t, "cp", file, filepath.Join(c.root, "tmp", name))
		return "/tmp/" + name
	}

	c.must("dpkg", "-i", bring(first, "lampd.deb"))
	c.must("test", "-L", "/etc/systemd/system/multi-user.target.wants/lampd.service")
	c.must("install", "-d", "-o", "lampd", "/var/lib/lampd", "/run/lampd") // systemd's work
	stop := c.lamp()
	until(t, "a first start with the default configuration lights the pins", func() bool {
		duties, _ := pins(t, c.sys)
		return strings.Count(duties, "duty_cycle 4166667") == 3
	})
	if err := stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}

	c.must("sed", "-i", fmt.Sprintf(`s|^id = ""|id = "desk"|; s|mqtt://127.0.0.1:1883|%s|`, b.URL()), "/etc/lampd/config.toml")
	stop = c.lamp()
	w.Wait("state/desk", "1")
	w.Publish("lamp/desk/set", seven, false)
	until(t, "the pins obey", func() bool {
		duties, _ := pins(t, c.sys)
		return !strings.Contains(duties, "duty_cycle 4166667")
	})
	if err := stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	w.Wait("state/desk", "0")
	duties, written := pins(t, c.sys)

	c.must("dpkg", "--force-confold", "-i", bring(newer(t, first), "next.deb"))
	if config := c.must("cat", "/etc/lampd/config.toml"); !strings.Contains(config, `id = "desk"`) {
		t.Errorf("the upgrade changed the edited configuration:\n%s", config)
	}
	stop = c.lamp()
	w.Wait("state/desk", "1")
	if now, then := pins(t, c.sys); now != duties || then != written {
		t.Errorf("the next release wrote to the pins:\n%s\nwas\n%s", now, duties)
	}
	if err := stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}

	c.must("dpkg", "-P", "lampd")
	for _, left := range leftovers(before, c.must("sh", "-c", inventory)) {
		if left != "gpio" {
			t.Errorf("the purge left %s", left)
		}
	}
}
