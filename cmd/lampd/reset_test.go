package main

import (
	"os"
	"slices"
	"testing"

	"lampd/internal/brokertest"
)

// TestAResetLeavesNothing looks at everything that a lamp can have left: every
// retained message of the broker, and every file beside its own.
func TestAResetLeavesNothing(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	h := newHome(t, b.URL())
	for _, name := range []string{"state.json", "live.json"} {
		h.write(name, "damaged")
	}
	w := watcher(t, b, "state/+", "lamp/desk/state")
	p := h.start()
	w.Wait("state/desk", "1")
	for range 2 { // two generations
		w.Publish("lamp/desk/set", `{"state":"TOGGLE","transition":0}`, false)
		next(t, w, "lamp/desk/state", func(message) bool { return true })
		p.stop()
		w.Wait("state/desk", "0")
		p = h.start()
		w.Wait("state/desk", "1")
	}
	p.stop()
	if status, stdout, stderr := h.once("reset", "--config", h.path("config.toml")); status != 0 {
		t.Fatalf("status %d:\n%s%s", status, stdout, stderr)
	}
	if kept, ok := brokertest.Retained(t, nil, b.Addr, "#"); ok {
		t.Errorf("the broker keeps a message: %s", kept)
	}
	entries, err := os.ReadDir(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if info, _ := e.Info(); !slices.Contains([]string{"config.toml", "trace"}, e.Name()) && info.Size() > 0 {
			t.Errorf("%s is left", e.Name())
		}
	}
}
