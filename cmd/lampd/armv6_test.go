package main

import (
	"os"
	"os/exec"
	"testing"

	"lampd/internal/brokertest"
)

// TestAnARMv6BuildIsALamp runs the program for the smallest Pi on an emulated
// processor of its kind.
func TestAnARMv6BuildIsALamp(t *testing.T) {
	t.Parallel()
	qemu, err := exec.LookPath("qemu-arm-static")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("skipped: qemu-arm-static is not installed")
	}
	b := brokertest.Start(t, brokertest.Options{})
	h := newHome(t, b.URL())
	w := watcher(t, b, "state/+", "lamp/desk/state")
	if out, err := exec.Command("../../scripts/build", "lampd", "armv6").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	p := h.begin(exec.Command(qemu, "-cpu", "arm1176", "../../build/lampd-linux-armv6", "--config", h.path("config.toml")))
	w.Wait("state/desk", "1")
	w.Publish("lamp/desk/set/color", "red", false)
	next(t, w, "lamp/desk/state", version(1))
	h.shows("red", func(r, g, b float64) bool { return r == 1 && g == 0 && b == 0 })
	if status := p.stop(); status != 0 {
		t.Errorf("SIGTERM ends with status %d", status)
	}
	w.Wait("state/desk", "0")
}
