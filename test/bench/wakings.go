package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// asleep is how long a process does nothing at least before it is woken: what
// its threads do to each other when they are awake is no waking.
const asleep = 0.1 // seconds

// wakings counts, by strace, how often idle processes are woken. It slows them
// down, so nothing else is measured meanwhile.
func (b *bench) wakings(lamp, bare *process) error {
	if _, err := exec.LookPath("strace"); err != nil {
		fmt.Fprintln(os.Stderr, "bench: strace is missing: wakings are not counted")
		return nil
	}
	var traces []*process
	files := map[*process]string{lamp: filepath.Join(b.dir, "lamp.strace"), bare: filepath.Join(b.dir, "bare.strace")}
	for p, file := range files {
		t, err := spawn(nil, "strace", "-f", "-ttt", "-o", file, "-p", fmt.Sprint(p.cmd.Process.Pid))
		if err != nil {
			return err
		}
		traces = append(traces, t)
	}
	time.Sleep(b.fade)
	for _, t := range traces {
		t.end(15)
	}
	ours, err1 := woken(files[lamp])
	floor, err2 := woken(files[bare])
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	minutes := b.fade.Minutes()
	b.report.add("idle: woken up", "times a minute", ours/minutes).beside(floor / minutes).ratioAtMost(1.2)
	return nil
}

// woken counts the times of doing something after doing nothing.
func woken(file string) (n float64, err error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	last := 0.
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var pid int
		var at float64
		if _, err := fmt.Sscan(strings.TrimSpace(lines.Text()), &pid, &at); err != nil {
			continue
		}
		if last != 0 && at-last > asleep {
			n++
		}
		last = at
	}
	return n, nil
}
