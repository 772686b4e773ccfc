//go:build linux

package unit

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds the wait for what must come.
const patience = time.Minute

// programs are built once, each into a directory that stands for /usr; the
// machines live beside them.
var programs struct {
	sync.Mutex
	dir string
}

func TestMain(m *testing.M) {
	var err error
	if programs.dir, err = os.MkdirTemp("", "lampd-unit-"); err != nil {
		panic(err)
	}
	status := m.Run()
	_ = os.RemoveAll(programs.dir)
	os.Exit(status)
}

// install returns a directory that has a program as bin/lampd.
func install(t *testing.T, program string) (usr string) {
	t.Helper()
	programs.Lock()
	defer programs.Unlock()
	usr = filepath.Join(programs.dir, program)
	if _, err := os.Stat(usr); err == nil {
		return usr
	}
	build := exec.Command("go", "build", "-o", usr+"/bin/lampd", program)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", program, err, said)
	}
	return usr
}

// machine is a nested systemd.
type machine struct {
	t      *testing.T
	root   string // its file system, without /usr, /run and /tmp
	leader string // process id of its systemd
}

// boot starts a machine whose /usr/bin/lampd is built of a package. There may be
// one at a time: nested machines share the host's control groups, and disturb
// each other's services (status 219/CGROUP).
func boot(t *testing.T, program string) *machine {
	t.Helper()
	needs(t)
	usr := install(t, program)
	root, err := os.MkdirTemp(programs.dir, "lamp-")
	if err == nil {
		err = os.Chmod(root, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{t: t, root: root}
	m.furnish()

	var log bytes.Buffer
	nspawn := exec.Command("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network", "--console=pipe",
		"--directory="+root, "--machine="+filepath.Base(root), "--overlay-ro=/usr:"+usr+":/usr", "--boot")
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
		t.Skipf("skipped: no systemd can be nested here: %s", log.String())
	}
	return m
}

// needs skips the test where it cannot run.
func needs(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("skipped: systemd-nspawn needs root")
	}
	if _, err := exec.LookPath("systemd-nspawn"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("systemd-nspawn is missing: scripts/setup installs it")
		}
		t.Skip("skipped: systemd-nspawn is not installed")
	}
}

// furnish makes what a systemd boots with, and installs lampd.
func (m *machine) furnish() {
	for _, dir := range []string{"usr", "dev", "proc", "sys", "run", "tmp", "root", "home/ann"} {
		if err := os.MkdirAll(filepath.Join(m.root, dir), 0o755); err != nil {
			m.t.Fatal(err)
		}
	}
	for _, dir := range []string{"bin", "sbin", "lib", "lib64"} {
		if err := os.Symlink("usr/"+dir, filepath.Join(m.root, dir)); err != nil {
			m.t.Fatal(err)
		}
	}
	m.write("etc/passwd", "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/usr/sbin/nologin\n", 0o644)
	m.write("etc/group", "root:x:0:\nnogroup:x:65534:\n", 0o644)
	m.write("etc/os-release", "ID=lampd\n", 0o644)
	m.write("etc/machine-id", "", 0o644)
	m.write("etc/hosts", "127.0.0.1 localhost\n", 0o644)
	m.write("etc/systemd/system/default.target", "[Unit]\nWants=basic.target\n", 0o644)
	for from, to := range map[string]string{
		"lampd.service":  "etc/systemd/system/lampd.service",
		"lampd@.service": "etc/systemd/system/lampd@.service",
		"lampd.sysusers": "etc/sysusers.d/lampd.conf",
	} {
		text, err := os.ReadFile("../../systemd/" + from)
		if err != nil {
			m.t.Fatal(err)
		}
		m.write(to, string(text), 0o644)
	}
	m.write("etc/lampd/config.toml", "[output]\ndriver = \"sim\"\n", 0o644)
}

// write writes a file of the machine.
func (m *machine) write(name, text string, mode os.FileMode) {
	m.t.Helper()
	file := filepath.Join(m.root, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		m.t.Fatal(err)
	}
	if err := os.Chmod(file, mode); err != nil {
		m.t.Fatal(err)
	}
}

// running waits until the machine has booted, and tells whether it has.
func (m *machine) running(nspawn int, ended <-chan struct{}) bool {
	children := fmt.Sprintf("/proc/%d/task/%d/children", nspawn, nspawn)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		select {
		case <-ended:
			return false
		default:
		}
		list, _ := os.ReadFile(children)
		m.leader = strings.TrimSpace(string(list))
		// At first it is a child that makes the machine, and lives outside of it.
		status, _ := os.ReadFile("/proc/" + m.leader + "/status")
		if !strings.Contains(string(status), "NSpid:\t"+m.leader+"\t1\n") {
			continue
		}
		switch state, _ := m.run("systemctl", "is-system-running"); state {
		case "running":
			return true
		case "degraded":
			failed, _ := m.run("systemctl", "--failed", "--no-legend")
			m.t.Log(failed)
			return false
		}
	}
	return false
}

// off ends the machine.
func (m *machine) off(nspawn *os.Process, ended <-chan struct{}) {
	if m.t.Failed() {
		log, _ := m.run("journalctl", "--no-pager", "-u", "lampd*", "-n", "50")
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
	cmd := exec.Command("nsenter", append([]string{"-t", m.leader, "-a", "--"}, args...)...)
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

// show returns a property of a unit.
func (m *machine) show(unit, property string) string {
	m.t.Helper()
	return m.must("systemctl", "show", "--value", "-p", property, unit)
}
