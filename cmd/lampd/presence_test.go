package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/presencetest"
)

// TestPresenceIsNeverWrong does harm to a dozen lamps and their mosquitto, and
// judges what a watcher saw. The other brokers are for scripts/interop.
func TestPresenceIsNeverWrong(t *testing.T) {
	t.Parallel()
	const short = time.Second
	// The slack is a loaded machine's: scripts/interop judges by a short one.
	rules := presencetest.Rules{KeepAlive: 5 * time.Second, Slack: 5 * time.Second, Tick: 5 * time.Second}
	bench := presencetest.Bench{
		Name:   "mosquitto",
		Broker: presencetest.Mosquitto{Broker: brokertest.Start(t, brokertest.Options{Persistent: true})},
		Lampd:  home{t: t}.command,
		Dir:    t.TempDir(),
		Rules:  rules,
		Grace:  100 * time.Millisecond,
	}
	bench.Addrs = []string{bench.Broker.(presencetest.Mosquitto).Addr}
	lamp := presencetest.BenchLamp(rules, 1, short, short)
	delete(lamp.Weights, presencetest.Takeover) // a row of them takes its time
	sum, err := bench.Run(t.Context(), 12, 1, lamp, presencetest.BenchBroker(rules, 1, short, short))
	if err != nil {
		t.Error(err)
	}
	t.Log(sum)
}

func TestASilentRefusalIsSaidAndTheSessionStays(t *testing.T) {
	const denied = "writing or reading state/desk is denied by the broker's access list"
	for _, c := range []struct{ name, allowed string }{
		{"writing is denied", "topic read state/desk\ntopic readwrite lamp/#\ntopic readwrite homeassistant/#\n"},
		{"reading is denied", "topic write state/desk\ntopic readwrite lamp/#\ntopic readwrite homeassistant/#\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := brokertest.Start(t, brokertest.Options{ACL: "topic readwrite #\nuser desk\n" + c.allowed})
			h := newHome(t, b.URL())
			text, _ := os.ReadFile(h.path("config.toml"))
			h.write("config.toml", strings.Replace(string(text), "[broker]", "[broker]\nusername = \"desk\"", 1))
			w := watcher(t, b, "lamp/desk/info", "lamp/desk/state")
			w.Publish("state/desk", "1", true) // of old: it proves nothing
			p := h.start()
			start := time.Now()
			h.until("the log says it", func() bool { return strings.Contains(p.log.String(), denied) })
			t.Logf("said %v after the start", time.Since(start))
			got := next(t, w, "lamp/desk/info", func(m message) bool { return strings.Contains(fmt.Sprint(m["problems"]), denied) })
			if got["connects"] != 1. {
				t.Errorf("after %v connects", got["connects"])
			}
			w.Publish("lamp/desk/set", `{"brightness":9,"client":"still here"}`, false)
			next(t, w, "lamp/desk/state", func(m message) bool { return m["client"] == "still here" })
			p.stop()
			if status, out, _ := h.once("check", "--config", h.path("config.toml")); status != 1 || !strings.Contains(out, denied) {
				t.Errorf("check ends with status %d and says\n%s", status, out)
			}
		})
	}
}

func TestTenRollCallsAreAnsweredAndAreNoConflict(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	h := newHome(t, b.URL())
	w, info := watcher(t, b, "state/+"), watcher(t, b, "lamp/desk/info")
	w.Publish("state/dead", "1", true) // a lamp that died together with the broker
	h.start()
	w.Wait("state/desk", "1")
	for range 10 {
		for _, lamp := range []string{"state/dead", "state/desk"} {
			w.Publish(lamp, "0", true)
			w.Wait(lamp, "0")
		}
		w.Wait("state/desk", "1")
	}
	got := next(t, info, "lamp/desk/info", func(m message) bool { n, _ := m["heals"].(float64); return n > 1 })
	if got["conflict"] != false || got["connects"] != 1. || fmt.Sprint(got["problems"]) != "[]" {
		t.Errorf("the lamp says %v", got)
	}
	if got, _ := brokertest.Retained(t, nil, b.Addr, "state/dead"); got != "0" {
		t.Errorf("of the dead lamp is kept %q", got)
	}
}

func TestTwoMachinesWithOneIdSaySo(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	const rival = "another client uses the client id lampd-desk: give one of them another id"
	info := watcher(t, b, "lamp/desk/info")
	one, two := newHome(t, b.URL()).start(), newHome(t, b.URL()).start()
	// Whoever says it waits for minutes: the other one may not see enough to say it too.
	home{t: t}.until("a log says it", func() bool { return strings.Contains(one.log.String()+two.log.String(), rival) })
	got := next(t, info, "lamp/desk/info", func(m message) bool { return m["conflict"] == true })
	if !strings.Contains(fmt.Sprint(got["problems"]), rival) {
		t.Errorf("problems are %v", got["problems"])
	}
}
