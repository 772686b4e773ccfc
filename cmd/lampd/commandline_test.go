package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"lampd/internal/brokertest"
)

func TestAWrongConfigurationIsToldWholeAndTouchesNothing(t *testing.T) {
	h := newHome(t, "mqtt://127.0.0.1:1", "[lamp]", `kind = "rgbx"`, `transitoin = "1s"`, `on_exit = 3`)
	status, _, stderr := h.once("--config", h.path("config.toml"))
	if status != 78 {
		t.Errorf("status %d", status)
	}
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	file := h.path("config.toml")
	for i, want := range []string{file + ":14: lamp.kind:", file + ":15: lamp.transitoin: ", file + ":16: lamp.on_exit:"} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d of stderr is not %q...:\n%s", i+1, want, stderr)
		}
	}
	if len(lines) != 3 || !strings.Contains(lines[1], "transition") {
		t.Errorf("stderr:\n%s", stderr)
	}
	if entries, _ := os.ReadDir(h.dir); len(entries) != 1 {
		t.Errorf("something was touched: %v", entries)
	}
}

func TestAMissingFileIsAMistakeOnlyWhenNamed(t *testing.T) {
	h := home{t, t.TempDir()}
	if status, _, stderr := h.once("check", "--config", h.path("none.toml")); status != 78 || !strings.Contains(stderr, "none.toml") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func TestWrongUsageIsStatusTwo(t *testing.T) {
	h := home{t, t.TempDir()}
	for _, args := range [][]string{{"dance"}, {"run", "check"}, {"--what"}, {"version", "--config", "x"}, {"run", "--json"}} {
		if status, _, stderr := h.once(args...); status != 2 || !strings.HasPrefix(stderr, "lampd: ") {
			t.Errorf("%q: status %d: %s", args, status, stderr)
		}
	}
	if status, stdout, _ := h.once("--help"); status != 0 || !strings.Contains(stdout, "Usage:") {
		t.Errorf("help: status %d: %s", status, stdout)
	}
	if status, stdout, _ := h.once("version"); status != 0 || !strings.HasPrefix(stdout, "lampd ") {
		t.Errorf("version: status %d: %s", status, stdout)
	}
}

func TestASecondAgentOfALampExits(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	h := newHome(t, b.URL())
	w := watcher(t, b, "state/+")
	p := h.start()
	w.Wait("state/desk", "1")
	if status, _, stderr := h.once("--config", h.path("config.toml")); status != 1 || !strings.Contains(stderr, "state.json.lock") {
		t.Errorf("the second one: status %d: %s", status, stderr)
	}
	if status, stdout, _ := h.once("check", "--config", h.path("config.toml")); status != 0 || strings.Count(stdout, "skip") != 2 {
		t.Errorf("check beside it: status %d:\n%s", status, stdout)
	}
	if status, _, stderr := h.once("reset", "--config", h.path("config.toml")); status != 1 {
		t.Errorf("reset beside it: status %d: %s", status, stderr)
	}
	p.stop()
	if status, stdout, stderr := h.once("check", "--config", h.path("config.toml")); status != 0 || strings.Count(stdout, "ok") < 7 {
		t.Errorf("check: status %d:\n%s%s", status, stdout, stderr)
	}
	if status, stdout, stderr := h.once("reset", "--config", h.path("config.toml")); status != 0 {
		t.Errorf("reset: status %d:\n%s%s", status, stdout, stderr)
	}
	for _, topic := range []string{"state/desk", "lamp/desk/state", "lamp/desk/info", "homeassistant/device/desk/config"} {
		if got, ok := brokertest.Retained(t, nil, b.Addr, topic); ok {
			t.Errorf("after reset the broker keeps %s: %s", topic, got)
		}
	}
	for _, file := range []string{"state.json", "state.json.announced"} {
		if _, err := os.Stat(h.path(file)); !os.IsNotExist(err) {
			t.Errorf("after reset %s is there: %v", file, err)
		}
	}
}

func TestCheckKnowsThatRunMakesDirectories(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	h := newHome(t, b.URL())
	h.write("new.toml", fmt.Sprintf("id = \"desk\"\n[broker]\nservers = [%q]\n[output]\ndriver = \"sim\"\n[state]\nfile = %q\nlive = %q\n",
		b.URL(), h.path("state/new/state.json"), h.path("live/new/state.json")))
	if status, stdout, stderr := h.once("check", "--config", h.path("new.toml")); status != 0 {
		t.Errorf("status %d:\n%s%s", status, stdout, stderr)
	}
	w := watcher(t, b, "state/+")
	p := h.begin(h.command("--config", h.path("new.toml")))
	w.Wait("state/desk", "1")
	p.stop()
	for _, file := range []string{"state/new/state.json", "live/new/state.json"} {
		if _, err := os.Stat(h.path(file)); err != nil {
			t.Error(err)
		}
	}
}

func TestCheckTellsABrokerThatIsAway(t *testing.T) {
	h := newHome(t, "mqtt://"+brokertest.FreeAddr(t))
	status, stdout, _ := h.once("check", "--config", h.path("config.toml"))
	if status != 1 || !strings.Contains(stdout, "FAIL  broker") {
		t.Errorf("status %d:\n%s", status, stdout)
	}
}

func TestDoctorTellsWhatTheLampGetsOnAnyMachine(t *testing.T) {
	h := newHome(t, "mqtt://"+brokertest.FreeAddr(t))
	h.write("pwm.toml", "[output]\ndriver = \"pwm\"\n")
	status, stdout, stderr := h.once("doctor", "--json", "--config", h.path("pwm.toml"))
	var report struct {
		Lamp []struct{ Channel, Pin string }
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || status != 0 {
		t.Fatalf("status %d, %v:\n%s%s", status, err, stdout, stderr)
	}
	if len(report.Lamp) != 3 || report.Lamp[1].Pin != "GPIO26" {
		t.Errorf("got %+v", report.Lamp)
	}
	status, stdout, _ = h.once("doctor", "--config", h.path("pwm.toml"))
	if status != 0 || !strings.Contains(stdout, "LAMP ") || !strings.Contains(stdout, "green") {
		t.Errorf("status %d:\n%s", status, stdout)
	}
}

func TestAButtonWhosePinCannotBeReadEndsTheStart(t *testing.T) {
	if _, err := os.Stat("/dev/gpiochip0"); err == nil {
		t.Skip("this machine has GPIOs")
	}
	h := newHome(t, "mqtt://"+brokertest.FreeAddr(t), "[button]\npin = \"GPIO17\"\n")
	for verb, want := range map[string]string{"run": "open button GPIO17: ", "check": "FAIL  button: open button GPIO17: "} {
		status, stdout, stderr := h.once(verb, "--config", h.path("config.toml"))
		if status != 1 || !strings.Contains(stdout+stderr, want) {
			t.Errorf("%s: status %d:\n%s%s", verb, status, stdout, stderr)
		}
	}
}
