//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lampd/internal/brokertest"
)

// program is lampctl as it is installed. It is built without the race detector,
// which does not forgive the demo's broker that it reads its topics without a
// lock; what of lampctl has goroutines is in package fleet, and tested there.
var program string

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "lampctl-test-*")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "lampctl")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		panic(string(out))
	}
	return m.Run()
}

// patience bounds every wait for something that must come.
const patience = time.Minute

// lampctl prepares the program with arguments, away from the user's own file.
func lampctl(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(program, args...)
	c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+t.TempDir(),
		"LAMPCTL_BROKER=", "LAMPCTL_USERNAME=", "LAMPCTL_PASSWORD=")
	return c
}

// at points a prepared lampctl at a broker.
func at(broker string, c *exec.Cmd) *exec.Cmd {
	c.Env = append(c.Env, "LAMPCTL_BROKER="+broker)
	return c
}

// finish runs it to its end and returns what it printed and its exit status.
func finish(t *testing.T, c *exec.Cmd) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

// running is a lampctl that lasts.
type running struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines chan string
	seen  []string // what was waited past
	stop  func() int
}

// start starts it; it is ended with the test.
func start(t *testing.T, c *exec.Cmd) *running {
	t.Helper()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = t.Output()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, cmd: c, lines: make(chan string, 100_000)}
	go func() {
		defer close(r.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			r.lines <- s.Text()
		}
	}()
	r.stop = sync.OnceValue(func() int {
		_ = c.Process.Signal(os.Interrupt)
		for range r.lines {
		}
		_ = c.Wait()
		return c.ProcessState.ExitCode()
	})
	t.Cleanup(func() { r.stop() })
	return r
}

// wait returns the next line with a text in it.
func (r *running) wait(text string) string {
	r.t.Helper()
	return r.until(text, func(line string) bool { return strings.Contains(line, text) })
}

// until returns the next line that is as wanted, and keeps those before in
// seen.
func (r *running) until(what string, is func(line string) bool) string {
	r.t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		select {
		case line, ok := <-r.lines:
			if r.seen = append(r.seen, line); ok && is(line) {
				return line
			} else if !ok {
				r.t.Fatalf("it ended without %q; it printed\n%s", what, strings.Join(r.seen, "\n"))
			}
		case <-timer.C:
			r.t.Fatalf("no line with %q within %v; it printed\n%s", what, patience, strings.Join(r.seen, "\n"))
		}
	}
}

// word returns the word of a line that begins with a text.
func word(line, begin string) string {
	for _, w := range strings.Fields(line) {
		if strings.HasPrefix(w, begin) {
			return w
		}
	}
	return ""
}

// demo starts a demo and returns it with its broker's URL, when all its lamps are
// there.
func demo(t *testing.T) (*running, string) {
	t.Helper()
	d := start(t, lampctl(t, "demo", "--port", freePort(t)))
	broker := word(d.wait("A broker at"), "mqtt://")
	told(t, broker, len(cast))
	return d, broker
}

// told waits until n lamps have told their state, which is the last that a lamp
// tells when it comes.
func told(t *testing.T, broker string, n int) {
	t.Helper()
	c := brokertest.Connect(t, nil, strings.TrimPrefix(broker, "mqtt://"))
	c.Subscribe("lamp/+/state")
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for seen := map[string]bool{}; len(seen) < n; {
		select {
		case m := <-c.Seen():
			seen[m.Topic] = true
		case <-timer.C:
			t.Fatalf("within %v only %d of %d lamps have told their state", patience, len(seen), n)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	_, port, _ := strings.Cut(brokertest.FreeAddr(t), ":")
	return port
}
