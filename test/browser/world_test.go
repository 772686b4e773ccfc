package browser

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lampd/internal/brokertest"
)

// patience bounds every wait for what must come; on a loaded machine it may be
// slow.
const patience = time.Minute

// process is one of our programs while it runs.
type process struct {
	cmd  *exec.Cmd
	stop func() // ends it in its own way
	kill func() // ends it at once
}

// start starts a program; it ends with the test. What it prints goes to lines.
func start(t *testing.T, lines func(string), program string, args ...string) process {
	t.Helper()
	c := exec.Command(filepath.Join(bin, program), args...)
	c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+t.TempDir(), "LAMPCTL_BROKER=", "LAMPCTL_USERNAME=", "LAMPCTL_PANEL_PASSWORD=")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = t.Output()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for s := bufio.NewScanner(out); s.Scan(); {
			lines(s.Text())
		}
	}()
	var once sync.Once
	end := func(s os.Signal) {
		once.Do(func() {
			_ = c.Process.Signal(s)
			<-read
			_ = c.Wait()
		})
	}
	p := process{c, func() { end(os.Interrupt) }, func() { end(os.Kill) }}
	t.Cleanup(p.kill)
	return p
}

// lamp is a lampd of its own process whose pins are a trace.
type lamp struct {
	t     *testing.T
	id    string
	trace string
	process
}

// startLamp starts it at a broker.
func startLamp(t *testing.T, b *brokertest.Broker, id, kind string, groups ...string) lamp {
	t.Helper()
	dir := t.TempDir()
	l := lamp{t: t, id: id, trace: filepath.Join(dir, "trace")}
	list, _ := json.Marshal(append([]string{}, groups...))
	config := fmt.Sprintf(`
id = %q
name = "The %s"
groups = %s
[broker]
servers = [%q]
[lamp]
kind = %q
transition = "0s"
[output]
driver = "sim"
trace = %q
[state]
file = %q
`, id, id, list, b.URL(), kind, l.trace, filepath.Join(dir, "state.json"))
	file := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	l.process = start(t, func(string) {}, "lampd", "run", "--config", file)
	return l
}

// shows waits until the lamp's channels have these duties.
func (l lamp) shows(what string, is func(duty map[string]float64) bool) {
	l.t.Helper()
	var last string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		text, _ := os.ReadFile(l.trace) // it may not be there yet
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		last = lines[len(lines)-1]
		var line struct{ Duty map[string]float64 }
		if json.Unmarshal([]byte(last), &line) == nil && is(line.Duty) {
			return
		}
	}
	l.t.Fatalf("the lamp is not %s within %v; its last trace is %s", what, patience, last)
}

// panel starts a lampctl panel at a broker and returns its address, which it
// keeps over a restart if one is given.
func panel(t *testing.T, b *brokertest.Broker, args ...string) (url string, p process) {
	t.Helper()
	said := make(chan string, 100)
	args = append([]string{"panel", "--broker", b.URL()}, args...)
	if !strings.Contains(strings.Join(args, " "), "--listen") {
		args = append(args, "--listen", "127.0.0.1:0")
	}
	p = start(t, func(line string) { said <- line }, "lampctl", args...)
	select {
	case line := <-said:
		_, url, _ = strings.Cut(line, "The panel: ")
	case <-time.After(patience):
	}
	if url == "" {
		t.Fatal("lampctl panel did not say where it is")
	}
	return url, p
}
