package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a program that runs beside the bench.
type process struct {
	cmd   *exec.Cmd
	began time.Time
	done  chan struct{}
}

// spawn starts a program; what it says goes to log.
func spawn(log io.Writer, name string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(name, args...), done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	p.began = time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// end sends a signal and waits for the end.
func (p *process) end(s syscall.Signal) {
	_ = p.cmd.Process.Signal(s)
	select {
	case <-p.done:
	case <-time.After(20 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
}

// file returns one of the process's own below /proc.
func (p *process) file(name string) string {
	return filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), name)
}

// memory returns a field of a file of /proc, in KiB.
func (p *process) memory(file, field string) (float64, error) {
	text, err := os.ReadFile(p.file(file))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			var kib float64
			_, err := fmt.Sscan(value, &kib)
			return kib, err
		}
	}
	return 0, fmt.Errorf("there is no %s in %s", field, p.file(file))
}

// work is what a process has used so far.
type work struct {
	cpu   time.Duration
	wakes int // times that a thread gave the processor back and was woken
}

// used adds up all threads.
func (p *process) used() (w work, err error) {
	tasks, err := filepath.Glob(p.file("task/*"))
	for _, task := range tasks {
		var ran int64
		sched, err := os.ReadFile(task + "/schedstat")
		if err == nil {
			_, err = fmt.Sscan(string(sched), &ran)
		}
		if err != nil {
			return w, err
		}
		w.cpu += time.Duration(ran)
		status, err := os.ReadFile(task + "/status")
		if err != nil {
			return w, err
		}
		_, after, _ := strings.Cut(string(status), "\nvoluntary_ctxt_switches:")
		var n int
		if _, err := fmt.Sscan(after, &n); err != nil {
			return w, err
		}
		w.wakes += n
	}
	return w, err
}
