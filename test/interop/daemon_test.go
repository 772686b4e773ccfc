package interop

import (
	"context"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lampd/internal/presencetest"
)

// daemon is a broker's process.
type daemon struct {
	addr    string // of MQTT
	command func() *exec.Cmd
	login   presencetest.Login
	data    string // the directory that it forgets
	log     *os.File
	cmd     *exec.Cmd
	ended   chan struct{}
}

// started are the process groups of all daemons.
var started sync.Map

// endWithTests ends what was started when the tests are told to end. A start
// script's children do not end with it.
func endWithTests() {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	<-told
	started.Range(func(group, _ any) bool {
		_ = syscall.Kill(-group.(int), syscall.SIGKILL)
		return true
	})
	os.Exit(1)
}

// startWithin is how long a broker may take until it lets clients in.
const startWithin = 2 * time.Minute

// launch starts the process without waiting for it.
func (d *daemon) launch() error {
	d.cmd = d.command()
	d.cmd.Stdout, d.cmd.Stderr = d.log, d.log
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := d.cmd.Start(); err != nil {
		return err
	}
	started.Store(d.cmd.Process.Pid, true)
	d.ended = make(chan struct{})
	go func(cmd *exec.Cmd, ended chan struct{}) {
		_ = cmd.Wait()
		close(ended)
	}(d.cmd, d.ended)
	return nil
}

// ready waits until the broker lets clients in.
func (d *daemon) ready() bool {
	for until := time.Now().Add(startWithin); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		if presencetest.Answers(context.Background(), d.dial, d.login) == nil {
			return true
		}
	}
	return false
}

func (d *daemon) dial(ctx context.Context) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", d.addr)
}

// end ends the process and its children, and waits for it.
func (d *daemon) end(sig syscall.Signal) {
	if d.cmd == nil {
		return
	}
	defer started.Delete(d.cmd.Process.Pid)
	_ = syscall.Kill(-d.cmd.Process.Pid, sig)
	select {
	case <-d.ended:
	case <-time.After(time.Minute):
		_ = syscall.Kill(-d.cmd.Process.Pid, syscall.SIGKILL)
		<-d.ended
	}
	d.cmd = nil
}

// cluster are the nodes of a broker; of them one at a time ends.
type cluster struct {
	t     *testing.T
	nodes []*daemon
	next  int // which one ends next
	gone  *daemon
}

// start starts all nodes and ends them with the test.
func (c *cluster) start() {
	c.t.Helper()
	for _, n := range c.nodes {
		if err := n.launch(); err != nil {
			c.t.Fatal(err)
		}
		c.t.Cleanup(func() { n.end(syscall.SIGKILL) })
	}
	for _, n := range c.nodes {
		if !n.ready() {
			c.t.Fatalf("the broker at %s does not answer; it said\n%s", n.addr, tail(n.log.Name()))
		}
	}
}

// End ends the next node.
func (c *cluster) End(kill bool) {
	c.gone = c.nodes[c.next%len(c.nodes)]
	c.next++
	if kill {
		c.gone.end(syscall.SIGKILL)
	} else {
		c.gone.end(syscall.SIGTERM)
	}
}

// Begin starts the node again.
func (c *cluster) Begin(keep bool) {
	if !keep && len(c.nodes) == 1 {
		_ = os.RemoveAll(c.gone.data)
	}
	if err := c.gone.launch(); err != nil {
		c.t.Error(err)
		return
	}
	if !c.gone.ready() {
		c.t.Errorf("the broker at %s does not come back; it said\n%s", c.gone.addr, tail(c.gone.log.Name()))
	}
}

// Late returns false: these brokers send a Will at once, if at all.
func (c *cluster) Late(time.Duration, bool) bool { return false }

// Dial connects to the last node that answers.
func (c *cluster) Dial(ctx context.Context) (conn net.Conn, err error) {
	for i := range c.nodes {
		if conn, err = c.nodes[len(c.nodes)-1-i].dial(ctx); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

func (c *cluster) addrs() (all []string) {
	for _, n := range c.nodes {
		all = append(all, n.addr)
	}
	return all
}

// example reads a configuration of examples/ and puts other words into it.
func example(t *testing.T, name string, other ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", name))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(other); i += 2 {
		if !strings.Contains(string(text), other[i]) {
			t.Fatalf("examples/%s does not say %q", name, other[i])
		}
	}
	return strings.NewReplacer(other...).Replace(string(text))
}

// file writes a file of a test.
func file(t *testing.T, dir, name, text string) string {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// logFile opens the file that takes what a process says.
func logFile(t *testing.T, dir, name string) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// tail returns the end of a file.
func tail(name string) string {
	b, _ := os.ReadFile(name)
	return string(b[max(0, len(b)-4000):])
}
