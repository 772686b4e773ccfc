package brokertest

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Options say how mosquitto is configured.
type Options struct {
	Persistent bool   // keep retained messages in a file over restarts
	ACL        string // text of an access list; "" allows everything
	Config     string // further lines of mosquitto.conf
}

// Broker is a mosquitto on a free port of the loopback interface.
type Broker struct {
	Addr string // host:port

	t    testing.TB
	dir  string
	cmd  *exec.Cmd
	done chan struct{}
	log  buffer
}

// Start starts mosquitto and waits until it serves. It ends with the test.
func Start(t testing.TB, o Options) *Broker {
	t.Helper()
	if _, err := exec.LookPath(program()); err != nil {
		if os.Getenv("CI") == "true" && os.Getenv("LAMPD_SKIP") == "" {
			t.Fatal("mosquitto is missing: scripts/setup installs it")
		}
		t.Skip("skipped: mosquitto is not installed")
	}
	b := &Broker{t: t, dir: t.TempDir(), Addr: FreeAddr(t)}
	if err := b.configure(o); err != nil {
		t.Fatalf("configure mosquitto: %v", err)
	}
	b.Restart()
	t.Cleanup(b.Kill)
	return b
}

// program returns mosquitto's name, or its path where PATH lacks /usr/sbin.
func program() string {
	const debian = "/usr/sbin/mosquitto"
	if _, err := os.Stat(debian); err == nil {
		return debian
	}
	return "mosquitto"
}

// configure writes mosquitto.conf.
func (b *Broker) configure(o Options) error {
	_, port, err := net.SplitHostPort(b.Addr)
	if err != nil {
		return err
	}
	var c bytes.Buffer
	fmt.Fprintf(&c, "listener %s 127.0.0.1\nallow_anonymous true\nlog_type all\nlog_dest stderr\n", port)
	if os.Geteuid() == 0 {
		fmt.Fprintln(&c, "user root")
	}
	if o.Persistent {
		fmt.Fprintf(&c, "persistence true\npersistence_location %s/\nautosave_on_changes true\nautosave_interval 1\n", b.dir)
	}
	if o.ACL != "" {
		acl := filepath.Join(b.dir, "acl")
		if err := os.WriteFile(acl, []byte(o.ACL), 0o600); err != nil {
			return err
		}
		fmt.Fprintf(&c, "acl_file %s\n", acl)
	}
	fmt.Fprintln(&c, o.Config)
	return os.WriteFile(filepath.Join(b.dir, "mosquitto.conf"), c.Bytes(), 0o600)
}

// Restart ends mosquitto if it runs, starts it on the same port and waits
// until it serves.
func (b *Broker) Restart() {
	b.t.Helper()
	b.Stop()
	b.cmd = exec.Command(program(), "-c", filepath.Join(b.dir, "mosquitto.conf"))
	b.cmd.Stderr = &b.log
	b.cmd.Stdout = &b.log
	tie(b.cmd)
	b.done = make(chan struct{})
	started := make(chan error, 1)
	go func(cmd *exec.Cmd, done chan struct{}) {
		defer close(done)
		runtime.LockOSThread() // a process that is tied ends with the thread that has started it
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
	}(b.cmd, b.done)
	if err := <-started; err != nil {
		b.t.Fatalf("start mosquitto: %v", err)
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if b.serves() {
			return
		}
		select {
		case <-b.done:
			b.t.Fatalf("mosquitto ended at its start:\n%s", b.Log())
		case <-time.After(5 * time.Millisecond):
		}
	}
	b.t.Fatalf("mosquitto does not serve:\n%s", b.Log())
}

// serves tells whether mosquitto hangs up on who hangs up: it reads when all its
// listeners are there, not only the first.
func (b *Broker) serves() bool {
	c, err := net.Dial("tcp", b.Addr)
	if err != nil {
		return false
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patience))
	_ = c.(*net.TCPConn).CloseWrite()
	_, err = c.Read(make([]byte, 1))
	return !errors.Is(err, os.ErrDeadlineExceeded)
}

// Stop ends mosquitto with SIGTERM and waits for its end.
func (b *Broker) Stop() { b.end(syscall.SIGTERM) }

// Kill ends mosquitto with SIGKILL and waits for its end.
func (b *Broker) Kill() { b.end(syscall.SIGKILL) }

func (b *Broker) end(s syscall.Signal) {
	if b.cmd == nil {
		return
	}
	_ = b.cmd.Process.Signal(s)
	<-b.done
	b.cmd = nil
}

// Forget removes what a persistent mosquitto has kept, while it does not run.
func (b *Broker) Forget() { _ = os.Remove(filepath.Join(b.dir, "mosquitto.db")) }

// URL returns what goes into the lamp's configuration.
func (b *Broker) URL() string { return "mqtt://" + b.Addr }

// Log returns what mosquitto has printed so far.
func (b *Broker) Log() string { return b.log.String() }

// buffer is a bytes.Buffer for a process's goroutine and the test's.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
