package main

import (
	"fmt"
	"math"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/lamp"
)

// watcher returns an independent client that sees the lamp's topics.
func watcher(t *testing.T, b *brokertest.Broker, filters ...string) *brokertest.Client {
	t.Helper()
	c := brokertest.Connect(t, nil, b.Addr)
	for _, f := range filters {
		c.Subscribe(f)
	}
	return c
}

func version(n float64) func(message) bool {
	return func(m message) bool { return m["version"] == n }
}

func TestPresenceFollowsTheProcess(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	h := newHome(t, b.URL())
	w := watcher(t, b, "state/+")
	for _, end := range []func(*process){
		func(p *process) { p.kill() },
		func(p *process) {
			if status := p.stop(); status != 0 {
				t.Errorf("SIGTERM ends with status %d", status)
			}
		},
		func(p *process) { p.signal(syscall.SIGSTOP) }, // a hang
	} {
		p := h.start()
		w.Wait("state/desk", "1")
		if got, _ := brokertest.Retained(t, nil, b.Addr, "state/desk"); got != "1" {
			t.Errorf("a new watcher sees %q", got)
		}
		end(p)
		w.Wait("state/desk", "0")
		if got, _ := brokertest.Retained(t, nil, b.Addr, "state/desk"); got != "0" {
			t.Errorf("a new watcher sees %q", got)
		}
	}
}

func TestACommandMovesTheDutiesThere(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	h := newHome(t, b.URL())
	w := watcher(t, b, "state/+", "lamp/desk/state")
	h.start()
	w.Wait("state/desk", "1")
	h.shows("white", func(r, g, bl float64) bool { return r == 1 && g == 1 && bl == 1 })
	before := len(h.trace())
	w.Publish("lamp/desk/set", `{"state":"ON","brightness":128,"color":{"h":30,"s":100},"transition":0.5}`, false)
	got := next(t, w, "lamp/desk/state", version(1))
	if got["state"] != "ON" || got["brightness"] != 128. || got["color_mode"] != "hs" || fmt.Sprint(got["color"]) != "map[h:30 s:100]" {
		t.Errorf("the state is %v", got)
	}
	y := lamp.Luminance(128. / 255)
	want := lamp.HS{Hue: 30. / 360, Saturation: 1}.Linear()
	h.shows("orange at 128", func(r, g, bl float64) bool {
		return math.Abs(r-y*want[0]) < 1e-6 && math.Abs(g-y*want[1]) < 1e-6 && bl == 0
	})
	fade := h.trace()[before-1:]
	for i := 1; i < len(fade); i++ {
		for channel, d := range fade[i].Duty {
			if d > fade[i-1].Duty[channel] {
				t.Errorf("%s rises from %v to %v on its way down", channel, fade[i-1].Duty[channel], d)
			}
		}
	}
	if retained, _ := brokertest.Retained(t, nil, b.Addr, "lamp/desk/state"); !strings.Contains(retained, `"version":1`) {
		t.Errorf("retained is %s", retained)
	}
	w.Publish("lamp/desk/set/color", "blue", false)
	h.shows("blue", func(r, g, bl float64) bool { return r == 0 && g == 0 && math.Abs(bl-y) < 1e-6 })
	w.Publish("lamp/study/set/state", "OFF", false)
	h.shows("dark by its group", func(r, g, bl float64) bool { return r == 0 && g == 0 && bl == 0 })
	w.Publish("lamp/all/set", `{"state":"toggle"}`, false)
	h.shows("light by all", func(_, _, bl float64) bool { return bl > 0 })
}

func TestTheLightIsOnBeforeABrokerComes(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	b.Stop()
	h := newHome(t, b.URL())
	h.start()
	h.shows("light without a broker", func(r, _, _ float64) bool { return r == 1 })
	b.Restart()
	watcher(t, b, "state/+").Wait("state/desk", "1")
}

func TestABrokerThatComesBackHearsAll(t *testing.T) {
	for name, o := range map[string]brokertest.Options{"forgetful": {}, "persistent": {Persistent: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := brokertest.Start(t, o)
			h := newHome(t, b.URL())
			w := watcher(t, b, "state/desk", "lamp/desk/state")
			h.start()
			w.Wait("state/desk", "1")
			w.Publish("lamp/desk/set", `{"brightness":77}`, false)
			next(t, w, "lamp/desk/state", version(1))
			for _, end := range []func(){b.Stop, b.Kill} {
				end()
				b.Restart()
				w := watcher(t, b, "state/desk", "lamp/desk/#")
				w.Wait("state/desk", "1")
				h.until("state and info are there", func() bool {
					state, _ := brokertest.Retained(t, nil, b.Addr, "lamp/desk/state")
					info, ok := brokertest.Retained(t, nil, b.Addr, "lamp/desk/info")
					presence, _ := brokertest.Retained(t, nil, b.Addr, "state/desk")
					return strings.Contains(state, `"brightness":77`) && ok && info != "" && presence == "1"
				})
			}
		})
	}
}

func TestAStaleCommandIsAnsweredAndNotExecuted(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	h := newHome(t, b.URL())
	w := watcher(t, b, "lamp/desk/reply", "lamp/desk/state")
	w.Publish("lamp/desk/set", `{"state":"OFF","id":"old"}`, true)
	h.start()
	reply := next(t, w, "lamp/desk/reply", func(m message) bool { return m["id"] == "old" })
	if reply["result"] != "retained" {
		t.Errorf("answered %v", reply)
	}
	w.Publish("lamp/desk/set/brightness", "9", false)
	if got := next(t, w, "lamp/desk/state", version(1)); got["state"] != "ON" || got["brightness"] != 9. {
		t.Errorf("the state is %v", got)
	}
}

func TestABadCommandChangesNothingAndIsAnswered(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	h := newHome(t, b.URL())
	w, replies := watcher(t, b, "lamp/desk/state"), watcher(t, b, "lamp/desk/reply")
	p := h.start()
	next(t, w, "lamp/desk/state", version(0))
	for payload, key := range map[string]string{
		`{"state":"OFF","brightness":300}`:                  "brightness: 300 is outside 0..255",
		`{"state":"OFF","brightness":"12"}`:                 "brightness:",
		`{"state":"OFF","brightness":12,"brightness":13}`:   "brightness:",
		`{"state":"OFF","color":{"h":1,"s":2,"v":3}}`:       "color",
		`{"state":"OFF","color":{"r":{"g":{"b":{"x":1}}}}}`: "payload:",
		`{"state":"OFF"`: "payload:",
		`[]`:             "payload:",
		"\xff\xfe":       "payload:",
		`{"state":"OFF","x":"` + strings.Repeat("x", 5000) + `"}`: "payload:",
		strings.Repeat(" ", 200_000):                              "payload:",
		`{"state":"OFF","white":5}`:                               "white:",
		`{"state":"OFF","transition":1e999}`:                      "transition:",
	} {
		w.Publish("lamp/desk/set", payload, false)
		reply := next(t, replies, "lamp/desk/reply", func(message) bool { return true })
		if text, _ := reply["error"].(string); reply["result"] != "rejected" || !strings.Contains(text, key) {
			t.Errorf("%.60q is answered %v, want an error with %q", payload, reply, key)
		}
		if got := next(t, w, "lamp/desk/state", func(message) bool { return true }); got["state"] != "ON" || got["version"] != 0. {
			t.Errorf("after %.60q the state is %v", payload, got)
		}
		time.Sleep(100 * time.Millisecond) // ten replies a second are all there are
	}
	select {
	case <-p.done:
		t.Fatal("lampd has ended")
	default:
	}
}

func TestAKillLeavesTheExactStateAndAPowerCutTheSavedOne(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	h := newHome(t, b.URL())
	w := watcher(t, b, "lamp/desk/state", "state/+")
	p := h.start()
	w.Wait("state/desk", "1")
	w.Publish("lamp/desk/set", `{"brightness":50,"transition":0}`, false)
	h.until("50 is saved", func() bool {
		text, _ := os.ReadFile(h.path("state.json"))
		return strings.Contains(string(text), `"version":1`)
	})
	saved, _ := os.ReadFile(h.path("state.json")) // 60 will be there soon too
	w.Publish("lamp/desk/set", `{"brightness":60,"transition":0}`, false)
	next(t, w, "lamp/desk/state", version(2))
	h.until("60 is live", func() bool {
		text, _ := os.ReadFile(h.path("live.json"))
		return strings.Contains(string(text), `"version":2`)
	})
	p.kill()
	b.Stop() // the light does not need it
	shows := func(level float64) {
		t.Helper()
		if err := os.Remove(h.path("trace")); err != nil {
			t.Fatal(err)
		}
		p := h.start()
		h.shows(fmt.Sprint(level), func(r, _, _ float64) bool { return math.Abs(r-lamp.Luminance(level/255)) < 1e-6 })
		if first := h.trace()[0].Duty["red"]; math.Abs(first-lamp.Luminance(level/255)) > 1e-6 {
			t.Errorf("the first light is %v", first)
		}
		p.kill()
	}
	shows(60)
	if err := os.Remove(h.path("live.json")); err != nil { // /run is empty after a power cut
		t.Fatal(err)
	}
	h.write("state.json", string(saved))
	shows(50)
}

func TestAFloodEndsOnItsLastCommand(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{Config: "max_queued_messages 0"})
	h := newHome(t, b.URL())
	w := watcher(t, b, "state/+", "lamp/desk/state")
	h.start()
	w.Wait("state/desk", "1")
	for i := range 2000 {
		w.Publish("lamp/desk/set", fmt.Sprintf(`{"brightness":%d,"transition":0}`, i%250+1), false)
	}
	w.Publish("lamp/desk/set", `{"brightness":255,"transition":0,"client":"last"}`, false)
	next(t, w, "lamp/desk/state", func(m message) bool { return m["client"] == "last" && m["brightness"] == 255. })
	for range 2 {
		w.Publish("lamp/desk/set", `{"state":"TOGGLE","client":"toggle"}`, false)
	}
	w.Publish("lamp/desk/set", `{"client":"end"}`, false)
	if got := next(t, w, "lamp/desk/state", func(m message) bool { return m["client"] == "end" }); got["state"] != "ON" {
		t.Errorf("two toggles leave %v", got)
	}
	h.shows("full light", func(r, _, _ float64) bool { return r == 1 })
}
