package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is a pseudo-terminal with a lampctl in it.
type terminal struct {
	t      *testing.T
	master *os.File
	cmd    *exec.Cmd
	ended  chan struct{}

	mu     sync.Mutex
	output string        // since the screen was drawn whole last
	news   chan struct{} // gets a token when there is more of it
}

// openTerminal starts a prepared lampctl in a terminal.
func openTerminal(t *testing.T, columns, rows uint16, c *exec.Cmd) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("skipped: %v", err)
	}
	fd := int(master.Fd())
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	must(err)
	must(unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: rows, Col: columns}))
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	must(err)
	c.Stdin, c.Stdout, c.Stderr = slave, slave, slave
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	c.Env = append(c.Env, "TERM=xterm-256color", "COLORTERM=truecolor", "NO_COLOR=")
	must(c.Start())
	slave.Close()
	term := &terminal{t: t, master: master, cmd: c, ended: make(chan struct{}), news: make(chan struct{}, 1)}
	go term.read()
	t.Cleanup(func() {
		_ = c.Process.Kill()
		<-term.ended
		master.Close()
	})
	return term
}

// read keeps what is on the screen until the program ends.
func (x *terminal) read() {
	defer close(x.ended)
	buf := make([]byte, 64<<10)
	for {
		n, err := x.master.Read(buf)
		if err != nil {
			_ = x.cmd.Wait()
			return
		}
		x.mu.Lock()
		x.output += string(buf[:n])
		if i := strings.LastIndex(x.output, "\x1b[H"); i > 0 {
			x.output = x.output[i:]
		}
		x.mu.Unlock()
		select {
		case x.news <- struct{}{}:
		default:
		}
	}
}

var escapes = regexp.MustCompile(`\x1b\[[?0-9;]*[a-zA-Z]`)

// screen returns what stands on the screen, without colours.
func (x *terminal) screen() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return strings.ReplaceAll(escapes.ReplaceAllString(x.output, ""), "\r", "")
}

// wait waits until texts are on the screen together.
func (x *terminal) wait(texts ...string) string {
	x.t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for ended := false; ; {
		screen, all := x.screen(), true
		for _, text := range texts {
			all = all && strings.Contains(screen, text)
		}
		if all {
			return screen
		}
		if ended {
			x.t.Fatalf("it ended without %q on the screen:\n%s", texts, screen)
		}
		select {
		case <-x.news:
		case <-x.ended:
			ended = true // it may have been its last words
		case <-timer.C:
			x.t.Fatalf("no %q on the screen within %v:\n%s", texts, patience, x.screen())
		}
	}
}

// press presses keys.
func (x *terminal) press(keys string) {
	if _, err := x.master.WriteString(keys); err != nil {
		x.t.Error(err)
	}
}

// leave waits for the program's end and returns its exit status.
func (x *terminal) leave() int {
	x.t.Helper()
	select {
	case <-x.ended:
	case <-time.After(patience):
		x.t.Fatal("it does not end")
	}
	return x.cmd.ProcessState.ExitCode()
}
