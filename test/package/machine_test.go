//go:build life && linux

package lives

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience bounds the wait for what must come.
const patience = time.Minute

// machine is a Debian that runs under systemd, on the pins of a board.
type machine struct {
	t      *testing.T
	sys    string // the board's /sys, as this machine sees it
	share  string // a directory of this machine, there /mnt
	leader string // process id of its systemd
}

// boot starts a machine. What it writes is forgotten at its end.
func boot(t *testing.T) *machine {
	t.Helper()
	root := debian(t, "amd64", func(args ...string) { must(t, args...) },
		"systemd-sysv", "init-system-helpers", "udev", "dbus", "openssh-server", "sudo", "man-db", "procps", "python3")
	m := &machine{t: t, sys: board(t), share: t.TempDir()}
	var log bytes.Buffer
	args := []string{"--quiet", "--register=no", "--keep-unit", "--console=pipe", "--directory=" + root, "--volatile=overlay",
		"--hostname=lamp", "--bind=" + m.share + ":/mnt", "--boot", "--resolv-conf=off"}
	for _, dir := range []string{"class", "devices/platform", "firmware"} {
		args = append(args, "--bind="+m.sys+"/"+dir+":/sys/"+dir)
	}
	nspawn := exec.Command("systemd-nspawn", append(args, "systemd.mask=ssh.service", "systemd.mask=apt-daily.timer", "systemd.mask=apt-daily-upgrade.timer")...)
	nspawn.Stdout, nspawn.Stderr = &log, &log
	nspawn.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := nspawn.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = nspawn.Wait()
		close(ended)
	}()
	t.Cleanup(func() { m.off(nspawn.Process, ended) })
	if !m.running(nspawn.Process.Pid, ended) {
		_ = nspawn.Process.Kill()
		<-ended
		t.Fatalf("no systemd can be nested here: %s", log.String())
	}
	return m
}

// running waits until the machine has booted, and tells whether it has.
func (m *machine) running(nspawn int, ended <-chan struct{}) bool {
	children := fmt.Sprintf("/proc/%d/task/%d/children", nspawn, nspawn)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		select {
		case <-ended:
			return false
		default:
		}
		list, _ := os.ReadFile(children)
		if m.leader = strings.TrimSpace(string(list)); m.leader == "" {
			continue
		}
		state, _ := m.run("systemctl", "is-system-running")
		if state == "degraded" {
			failed, _ := m.run("systemctl", "--failed", "--no-legend")
			m.t.Log("the machine has booted without:", failed)
		}
		if state == "running" || state == "degraded" {
			return true
		}
	}
	return false
}

// off ends the machine.
func (m *machine) off(nspawn *os.Process, ended <-chan struct{}) {
	if m.t.Failed() {
		log, _ := m.run("journalctl", "--no-pager", "-n", "80")
		m.t.Logf("its journal:\n%s", log)
	}
	const powerOff = syscall.Signal(34 + 4) // SIGRTMIN+4, systemd(1)
	if pid, err := strconv.Atoi(m.leader); err == nil {
		_ = syscall.Kill(pid, powerOff)
	}
	select {
	case <-ended:
	case <-time.After(patience):
		_ = nspawn.Kill()
		<-ended
	}
}

// run runs a command in the machine and returns what it printed.
func (m *machine) run(args ...string) (string, error) {
	cmd := exec.Command("nsenter", append([]string{"-t", m.leader, "-a", "--", "env", "-i",
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive"}, args...)...)
	said, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(said)), err
}

// must is run for what has to succeed.
func (m *machine) must(args ...string) string {
	m.t.Helper()
	said, err := m.run(args...)
	if err != nil {
		m.t.Fatalf("%v: %v\n%s", args, err, said)
	}
	return said
}

// bring copies a file into the machine and returns its name there.
func (m *machine) bring(file, name string) string {
	m.t.Helper()
	must(m.t, "cp", file, m.share+"/"+name)
	return "/mnt/" + name
}

// show returns a property of a unit.
func (m *machine) show(unit, property string) string {
	m.t.Helper()
	return m.must("systemctl", "show", "--value", "-p", property, unit)
}

// until waits for a condition.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !condition(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("in %v it did not come to this: %s", patience, what)
		}
	}
}
