package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lampd/internal/brokertest"
)

// The test program is lampd itself when it is told so, which makes kill -9 and
// exit statuses as real as they get.
func TestMain(m *testing.M) {
	if os.Getenv("LAMPD_TEST_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// patience bounds the wait for what must come; on a loaded machine it may be
// slow.
const patience = time.Minute

// home is the directory of one lamp, with its configuration.
type home struct {
	t   *testing.T
	dir string
}

// newHome writes a configuration of a simulated lamp "desk"; extra goes before
// the sections.
func newHome(t *testing.T, server string, sections ...string) home {
	t.Helper()
	h := home{t, t.TempDir()}
	h.write("config.toml", fmt.Sprintf(`
id = "desk"
groups = ["study"]
[broker]
servers = [%q]
keepalive = "5s"
[output]
driver = "sim"
trace = %q
[state]
file = %q
live = %q
%s`, server, h.path("trace"), h.path("state.json"), h.path("live.json"), strings.Join(sections, "\n")))
	return h
}

func (h home) path(name string) string { return filepath.Join(h.dir, name) }

func (h home) write(name, text string) {
	h.t.Helper()
	if err := os.WriteFile(h.path(name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// command returns lampd with arguments, not started yet.
func (h home) command(args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		h.t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	// The race detector would sleep for a second at every exit.
	cmd.Env = append(os.Environ(), "LAMPD_TEST_MAIN=1", "GORACE=atexit_sleep_ms=0 "+os.Getenv("GORACE"))
	return cmd
}

// once runs lampd to its end.
func (h home) once(args ...string) (status int, stdout, stderr string) {
	h.t.Helper()
	var out, errs bytes.Buffer
	cmd := h.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); cmd.ProcessState == nil {
		h.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// process is a lampd that runs.
type process struct {
	*exec.Cmd
	t    *testing.T
	log  *logBuffer
	done chan struct{}
}

// logBuffer collects what a process says.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// start runs lampd in the background; it is killed with the test.
func (h home) start() *process {
	h.t.Helper()
	return h.begin(h.command("run", "--config", h.path("config.toml")))
}

// begin runs a command that is some lampd.
func (h home) begin(cmd *exec.Cmd) *process {
	h.t.Helper()
	p := &process{Cmd: cmd, t: h.t, log: &logBuffer{}, done: make(chan struct{})}
	p.Stderr = p.log
	if err := p.Start(); err != nil {
		h.t.Fatal(err)
	}
	go func() {
		_ = p.Wait()
		close(p.done)
	}()
	h.t.Cleanup(func() {
		p.signal(syscall.SIGCONT)
		p.signal(syscall.SIGKILL)
		<-p.done
		if h.t.Failed() {
			h.t.Logf("lampd said:\n%s", p.log)
		}
	})
	return p
}

func (p *process) signal(s syscall.Signal) { _ = p.Process.Signal(s) }

// kill ends the process as a power cut would.
func (p *process) kill() {
	p.signal(syscall.SIGKILL)
	<-p.done
}

// stop ends the process as systemd would and returns its exit status.
func (p *process) stop() int {
	p.t.Helper()
	p.signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(patience):
		p.t.Fatal("lampd does not stop")
	}
	return p.ProcessState.ExitCode()
}

// duty is one line of the trace.
type duty struct {
	T    int64
	Duty map[string]float64
}

// trace reads the duties so far.
func (h home) trace() []duty {
	h.t.Helper()
	text, _ := os.ReadFile(h.path("trace"))
	var all []duty
	for line := range strings.Lines(string(text)) {
		var d duty
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			break // the last line is being written
		}
		all = append(all, d)
	}
	return all
}

// shows waits until the lamp's last duties satisfy a wish.
func (h home) shows(what string, wish func(red, green, blue float64) bool) {
	h.t.Helper()
	h.until(what, func() bool {
		all := h.trace()
		if len(all) == 0 {
			return false
		}
		d := all[len(all)-1].Duty
		return wish(d["red"], d["green"], d["blue"])
	})
}

// until waits for a condition.
func (h home) until(what string, condition func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(patience); !condition(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("in %v it did not come to this: %s", patience, what)
		}
	}
}

// message is a JSON object as it was published.
type message map[string]any

// next waits for the next message on a topic that satisfies a wish.
func next(t *testing.T, c *brokertest.Client, topic string, wish func(message) bool) message {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case m := <-c.Seen():
			var decoded message
			if m.Topic == topic && json.Unmarshal([]byte(m.Payload), &decoded) == nil && wish(decoded) {
				return decoded
			}
		case <-deadline:
			t.Fatalf("no such message on %s", topic)
		}
	}
}
