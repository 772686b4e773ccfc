package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"lampd/internal/brokertest"
)

// long skips what only scripts/soak has the time for.
func long(t *testing.T) {
	t.Helper()
	if !soak() {
		t.Skip("skipped: long, see scripts/soak")
	}
}

// TestSavesAreFew counts with strace what reaches the card: under a hundred
// commands a second, then without any.
func TestSavesAreFew(t *testing.T) {
	long(t)
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	h := newHome(t, b.URL())
	w := watcher(t, b, "state/+")
	lampd := h.shipped()
	saves := func() int {
		log, _ := os.ReadFile(h.path("strace"))
		return strings.Count(string(log), "fsync(") / 2 // the file and its directory
	}
	p := h.begin(exec.Command("strace", append([]string{"-D", "-f", "-o", h.path("strace"), "-e", "trace=fsync", "--"}, lampd.Args...)...))
	w.Wait("state/desk", "1")
	time.Sleep(6 * time.Second)
	before := saves()
	start := time.Now()
	for i := range 3000 {
		w.Publish("lamp/desk/set", fmt.Sprintf(`{"brightness":%d,"transition":0}`, i%250+1), false)
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(6 * time.Second) // the last one settles
	took := time.Since(start)
	busy := saves() - before
	time.Sleep(30 * time.Second)
	idle := saves() - before - busy
	t.Logf("%d saves in %v of 3000 commands, %d in 30 s without", busy, took.Round(time.Second), idle)
	if busy == 0 || busy > int(took/(5*time.Second))+1 || idle > 0 {
		t.Errorf("%d and %d saves", busy, idle)
	}
	p.stop()
}

// TestADamagedStateLightsWithinASecond starts lampd with state files that are
// cut or have a bit flipped somewhere.
func TestADamagedStateLightsWithinASecond(t *testing.T) {
	long(t)
	h := newHome(t, "mqtt://127.0.0.1:1")
	lampd := h.shipped()
	h.begin(exec.Command(lampd.Path, lampd.Args[1:]...))
	h.until("there is a state", func() bool { _, err := os.Stat(h.path("state.json")); return err == nil })
	good := map[string][]byte{}
	for _, name := range []string{"state.json", "live.json"} {
		good[name], _ = os.ReadFile(h.path(name))
	}
	var longest time.Duration
	for range 100 {
		h := newHome(t, "mqtt://127.0.0.1:1")
		for name, data := range good {
			h.write(name, string(damage(data)))
		}
		start := time.Now()
		p := h.begin(exec.Command(lampd.Path, "run", "--config", h.path("config.toml")))
		h.shows("light", func(r, g, b float64) bool { return r+g+b > 0 })
		longest = max(longest, time.Since(start))
		p.kill()
	}
	t.Logf("100 starts, light within %v", longest.Round(time.Millisecond))
	if longest > time.Second {
		t.Errorf("it took %v", longest)
	}
}

// damage cuts a file somewhere, or flips one of its bits.
func damage(good []byte) []byte {
	if rand.IntN(2) == 0 {
		return good[:rand.IntN(len(good))]
	}
	damaged := bytes.Clone(good)
	damaged[rand.IntN(len(good))] ^= 1 << rand.IntN(8)
	return damaged
}
