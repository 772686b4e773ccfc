package main

import (
	"os"
	"syscall"
	"testing"
	"time"

	"lampd/internal/brokertest"
)

// TestASecondSIGTERMDisturbsNoStop: timeout(1), for one, sends it twice.
func TestASecondSIGTERMDisturbsNoStop(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	w := watcher(t, b, "state/+")
	h := newHome(t, b.URL())
	p := h.start()
	w.Wait("state/desk", "1")
	go func() {
		for p.Process.Signal(syscall.SIGTERM) == nil {
			time.Sleep(100 * time.Microsecond)
		}
	}()
	if status := p.stop(); status != 0 {
		t.Errorf("status %d", status)
	}
	w.Wait("state/desk", "0")
	if _, err := os.Stat(h.path("state.json")); err != nil {
		t.Error(err)
	}
}
