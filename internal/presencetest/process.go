package presencetest

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"lampd/internal/mqttlink"
)

// Process is a lampd that is a process of its own. What it says of itself it
// says to systemd.
type Process struct {
	Command func() *exec.Cmd // makes a lampd that is not started yet
	Dir     string           // a directory of its own
	History *History
	Harmed  func(f Fault, begins bool) // what is done for other harms; nil: nothing

	cmd    *exec.Cmd
	dead   chan struct{}
	ended  chan struct{}
	socket *net.UnixConn
	ears   sync.WaitGroup
	said   atomic.Pointer[mqttlink.Status]
	Err    error // the first thing that went wrong with the test itself
}

// Start starts the process.
func (p *Process) Start() {
	name := filepath.Join(p.Dir, "notify")
	_ = os.Remove(name)
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		p.fail(err)
		return
	}
	p.socket, p.dead, p.ended = socket, make(chan struct{}), make(chan struct{})
	p.cmd = p.Command()
	p.cmd.Env = append(p.cmd.Env, "NOTIFY_SOCKET="+name)
	if err := p.cmd.Start(); err != nil {
		socket.Close()
		p.cmd = nil
		p.fail(err)
		return
	}
	notify, dead := p.History.Notify(p.dead), p.dead
	p.ears.Go(func() {
		listen(socket, func(s mqttlink.Status) {
			p.said.Store(&s)
			notify(s)
		})
	})
	go func(cmd *exec.Cmd, ended chan struct{}) {
		_ = cmd.Wait()
		select {
		case <-dead:
		default:
			p.History.Add(Disturb, "the process has ended by itself: "+cmd.ProcessState.String())
		}
		close(ended)
	}(p.cmd, p.ended)
}

// listen hears what a process tells systemd.
func listen(socket *net.UnixConn, notify func(mqttlink.Status)) {
	b := make([]byte, 4096)
	for {
		n, err := socket.Read(b)
		if err != nil {
			return
		}
		line, ok := strings.CutPrefix(string(b[:n]), "STATUS=")
		if !ok {
			continue
		}
		notify(mqttlink.Status{
			Connected: strings.HasPrefix(line, "connected to "),
			Conflict:  strings.Contains(line, "another client uses the client id"),
		})
	}
}

// Says returns what the lamp said of itself last.
func (p *Process) Says() (connected, conflict bool) {
	s := p.said.Load()
	return s != nil && s.Connected, s != nil && s.Conflict
}

// Kill ends the process with SIGKILL.
func (p *Process) Kill() { p.end(syscall.SIGKILL) }

// Stop ends the process with SIGTERM.
func (p *Process) Stop() { p.end(syscall.SIGTERM) }

// stopWithin is how long a process may take to end before it is killed.
const stopWithin = 15 * time.Second

func (p *Process) end(s syscall.Signal) {
	if p.cmd == nil {
		return
	}
	close(p.dead)
	p.signal(s)
	select {
	case <-p.ended:
	case <-time.After(stopWithin):
		p.signal(syscall.SIGKILL)
		<-p.ended
	}
	p.cmd = nil
	p.socket.Close()
	p.ears.Wait()
}

// Freeze stops the process with SIGSTOP.
func (p *Process) Freeze() { p.signal(syscall.SIGSTOP) }

// Thaw lets the process go on.
func (p *Process) Thaw() { p.signal(syscall.SIGCONT) }

// Harm does what only the test knows to do.
func (p *Process) Harm(f Fault, begins bool) {
	if p.Harmed != nil {
		p.Harmed(f, begins)
	}
}

func (p *Process) signal(s syscall.Signal) {
	if p.cmd != nil {
		_ = p.cmd.Process.Signal(s)
	}
}

func (p *Process) fail(err error) {
	if p.Err == nil {
		p.Err = err
	}
}
