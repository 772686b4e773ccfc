//go:build linux

package emulate

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience bounds the wait for what must come; emulation is slow, and slower on
// a loaded machine.
const patience = 3 * time.Minute

// forwardTo names the address that a copy of this program connects its
// standard input and output to: QEMU runs one for each connection of the guest
// to its broker. The guest reaches nothing else.
const forwardTo = "LAMPD_EMULATE_FORWARD"

func TestMain(m *testing.M) {
	if addr := os.Getenv(forwardTo); addr != "" {
		forward(addr)
		return
	}
	os.Exit(m.Run())
}

// forward copies both ways until one side ends.
func forward(addr string) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer c.Close()
	ended := make(chan struct{}, 2)
	go func() { _, _ = io.Copy(c, os.Stdin); ended <- struct{}{} }()
	go func() { _, _ = io.Copy(os.Stdout, c); ended <- struct{}{} }()
	<-ended
}

// machine is a board that runs.
type machine struct {
	board
	t       *testing.T
	broker  string // its address on the host
	cmd     *exec.Cmd
	done    chan struct{}
	console io.Writer
	lines   chan string
	monitor *monitor
}

// brokerOfGuest is where a guest finds the broker, as white.toml says.
const brokerOfGuest = "10.0.2.100:1883"

// boot starts a board with a broker; it is killed with the test. args go to
// QEMU, words to the kernel.
func boot(t *testing.T, b board, broker string, words string, args ...string) *machine {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(os.Getenv("LAMPD_EMULATE"), b.name)
	socket := filepath.Join(t.TempDir(), "qmp")
	args = append(args, b.qemu[1:]...)
	args = append(args,
		"-accel", "tcg,thread=single", "-display", "none", "-monitor", "none", "-no-reboot",
		"-kernel", filepath.Join(dir, "kernel"), "-dtb", filepath.Join(dir, "board.dtb"), "-initrd", filepath.Join(dir, "initrd"),
		"-append", "quiet "+b.words+" "+words,
		"-device", "usb-net,netdev=n0",
		"-netdev", fmt.Sprintf("user,id=n0,restrict=on,guestfwd=tcp:%s-cmd:%s", brokerOfGuest, self),
		"-qmp", "unix:"+socket+",server=on,wait=off")
	m := &machine{board: b, t: t, broker: broker, cmd: exec.Command(b.qemu[0], args...), done: make(chan struct{}), lines: make(chan string, 10000)}
	m.cmd.Env = append(os.Environ(), forwardTo+"="+broker)
	m.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	m.start()
	t.Cleanup(m.kill)
	m.monitor = dialMonitor(t, socket)
	return m
}

// start runs QEMU and reads its console. The thread that starts it has to stay:
// QEMU dies with it, so that none is left behind by a test that panics.
func (m *machine) start() {
	m.t.Helper()
	in, err := m.cmd.StdinPipe()
	if err != nil {
		m.t.Fatal(err)
	}
	out, err := m.cmd.StdoutPipe()
	if err != nil {
		m.t.Fatal(err)
	}
	m.cmd.Stderr = m.cmd.Stdout
	m.console = in
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := m.cmd.Start()
		started <- err
		if err != nil {
			return
		}
		for text := bufio.NewScanner(out); text.Scan(); {
			select {
			case m.lines <- strings.TrimRight(text.Text(), "\r"):
			default: // nobody listens
			}
		}
		_ = m.cmd.Wait()
		close(m.done)
	}()
	if err := <-started; err != nil {
		m.t.Fatal(err)
	}
}

// kill ends the board as a power cut would.
func (m *machine) kill() {
	m.signal(syscall.SIGKILL)
	<-m.done
}

func (m *machine) signal(s syscall.Signal) { _ = m.cmd.Process.Signal(s) }

// line waits for a line of the console that starts so and returns it, with
// what was said before.
func (m *machine) line(start string) (line, before string) {
	m.t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	var said strings.Builder
	for {
		select {
		case text := <-m.lines:
			if strings.HasPrefix(text, start) {
				return text, said.String()
			}
			said.WriteString(text + "\n")
		case <-m.done:
			m.t.Fatalf("QEMU has ended, waiting for %q; it said:\n%s", start, said.String())
		case <-timer.C:
			m.t.Fatalf("no %q on the console within %v, but:\n%s", start, patience, said.String())
		}
	}
}

// run has the guest's shell carry out a command and returns what it printed.
// That it fails, fails the test.
func (m *machine) run(command string) string {
	m.t.Helper()
	fmt.Fprintf(m.console, "{ %s; } 2>&1; echo; echo \"#done $?\"\n", command)
	status, text := m.line("#done ")
	if text = strings.TrimRight(text, "\n"); status != "#done 0" {
		m.t.Fatalf("%s: status %s:\n%s", command, strings.TrimPrefix(status, "#done "), text)
	}
	return text
}

// until waits for a condition.
func (m *machine) until(what string, condition func() bool) {
	m.t.Helper()
	for deadline := time.Now().Add(patience); !condition(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			m.t.Fatalf("in %v it did not come to this: %s", patience, what)
		}
	}
}
