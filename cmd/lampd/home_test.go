package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/lamp"
	"lampd/internal/wire"
	"lampd/internal/wire/hacheck"
)

// household is a broker with a lamp, and Home Assistant, which checks every
// message that the lamp sends.
type household struct {
	t    *testing.T
	home home
	b    *brokertest.Broker
	all  *brokertest.Client // hears everything
	ha   hacheck.Session

	announcement []byte
	reply        message
	infos        int
}

// newHousehold starts a broker; the lamp is still off.
func newHousehold(t *testing.T, sections ...string) *household {
	t.Helper()
	b := brokertest.Start(t, brokertest.Options{Config: "set_tcp_nodelay true"})
	return &household{
		t: t, b: b, home: newHome(t, b.URL(), sections...),
		all: watcher(t, b, "#"),
		ha:  hacheck.Session{Prefix: "homeassistant"},
	}
}

// until lets Home Assistant hear messages until one is wished for.
func (h *household) until(what string, wish func(topic, payload string) bool) {
	h.t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case m := <-h.all.Seen():
			h.hear(m)
			if wish(m.Topic, m.Payload) {
				return
			}
		case <-deadline:
			h.t.Fatalf("in %v it did not come to this: %s", patience, what)
		}
	}
}

// hear checks a message and notes what it says.
func (h *household) hear(m brokertest.Message) {
	h.t.Helper()
	if err := h.ha.Hear(m.Topic, []byte(m.Payload), m.At); err != nil {
		h.t.Error(err)
	}
	switch {
	case strings.Contains(m.Topic, "/device/"):
		h.announcement = []byte(m.Payload)
	case strings.HasSuffix(m.Topic, "/info") && m.Payload != "":
		h.infos++
		if _, err := wire.DecodeInfo([]byte(m.Payload)); err != nil {
			h.t.Error(err)
		}
	case strings.HasSuffix(m.Topic, "/reply"):
		h.reply = nil
		if err := json.Unmarshal([]byte(m.Payload), &h.reply); err != nil {
			h.t.Error(err)
		}
	}
}

// state waits for the next state that satisfies a wish.
func (h *household) state(what string, wish func(message) bool) {
	h.t.Helper()
	h.until(what, func(topic, payload string) bool {
		var m message
		return topic == "lamp/desk/state" && json.Unmarshal([]byte(payload), &m) == nil && wish(m)
	})
}

// says publishes a command and waits until the lamp has told its state behind
// it.
func (h *household) says(command string) {
	h.t.Helper()
	h.reply = nil
	h.all.Publish("lamp/desk/set", command, false)
	h.state("a state after "+command, func(message) bool { return true })
}

// asks is says for a command with an id, and waits for the answer.
func (h *household) asks(command string) {
	h.t.Helper()
	if h.says(command); h.reply == nil {
		h.until("a reply to "+command, func(topic, _ string) bool { return topic == "lamp/desk/reply" })
	}
}

// obeys tells whether a state is what a command of Home Assistant's asks for.
func obeys(command string) func(message) bool {
	var asked message
	if err := json.Unmarshal([]byte(command), &asked); err != nil {
		panic(err)
	}
	return func(state message) bool {
		if state["state"] != asked["state"] {
			return false
		}
		color, _ := state["color"].(map[string]any)
		for key, want := range asked {
			got := state[key]
			switch key {
			case "white":
				key, got = "brightness", state["brightness"]
				fallthrough
			case "brightness", "effect":
				if got != want {
					return false
				}
			case "color_temp": // whole mireds of the lamp's own ends
				if f, ok := got.(float64); !ok || math.Abs(f-want.(float64)) > 1 {
					return false
				}
			case "color":
				asked := want.(map[string]any)
				if color["h"] != asked["h"] || color["s"] != asked["s"] {
					return false
				}
			}
		}
		return true
	}
}

// stream reads a captured stream of commands.
func stream(t *testing.T, name string) (all []string) {
	t.Helper()
	file, err := os.Open("../../internal/wire/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for s := bufio.NewScanner(file); s.Scan(); {
		all = append(all, s.Text())
	}
	return all
}

// TestHomeAssistantUnderstandsAllThatEveryKindSays is the contract with Home
// Assistant: every message of a long session, by the rules of hacheck.
func TestHomeAssistantUnderstandsAllThatEveryKindSays(t *testing.T) {
	for _, kind := range lamp.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			pins := "[output.pins]\n"
			for i, channel := range kind.Channels() {
				pins += fmt.Sprintf("%s = \"GPIO%d\"\n", channel, 16+i)
			}
			h := newHousehold(t, "[lamp]", fmt.Sprintf("kind = %q", kind), "[output.white]", `cold = "6500K"`, pins)
			p := h.home.start()
			h.state("a first state", func(m message) bool { return m["version"] == 0. })
			commands, err := hacheck.Commands(h.announcement)
			if err != nil || len(commands) < 8 {
				t.Fatalf("%d commands, %v", len(commands), err)
			}
			for _, c := range commands {
				h.all.Publish("lamp/desk/set", c, false)
				h.state("what is asked by "+c, obeys(c))
				if h.reply != nil {
					t.Fatalf("%s is answered %v", c, h.reply)
				}
			}
			for _, c := range append(stream(t, "homeassistant.jsonl"), stream(t, "zigbee2mqtt.jsonl")...) {
				h.says(c)
				if h.reply != nil && h.reply["result"] == "rejected" && kind == lamp.RGBWW {
					t.Errorf("%s is answered %v", c, h.reply)
				}
			}
			for _, c := range []string{`{"brightness":300}`, `{"state":"ON","white":0}`, `nonsense`, `{"effect":"none"}`} {
				h.says(c)
			}
			p.stop()
			h.until("the lamp's end", func(topic, payload string) bool { return topic == "state/desk" && payload == "0" })
			if h.ha.Checked < 80 || h.infos == 0 {
				t.Errorf("only %d messages were checked, %d infos", h.ha.Checked, h.infos)
			}
		})
	}
}

func TestZigbee2MQTTsKeysThatAreIgnoredAreNamed(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	h.home.start()
	h.state("a first state", func(m message) bool { return m["version"] == 0. })
	want := map[string]string{
		"z1": "[brightness_step_onoff]",
		"z2": "[color_temp_step color_temp_move]",
		"z3": "[hue_step hue_move saturation_move]",
		"z4": "[color_options color_temp_startup power_on_behavior]",
		"z5": "[color_mode linkquality]",
	}
	for _, c := range stream(t, "zigbee2mqtt.jsonl") {
		var asked struct{ ID string }
		if err := json.Unmarshal([]byte(c), &asked); err != nil {
			t.Fatal(err)
		}
		if asked.ID == "" {
			h.says(c)
			continue
		}
		h.asks(c)
		if h.reply["result"] != "applied" || h.reply["id"] != asked.ID || fmt.Sprint(h.reply["ignored"]) != want[asked.ID] {
			t.Errorf("%s is answered %v", c, h.reply)
		}
		delete(want, asked.ID)
	}
	if len(want) > 0 {
		t.Errorf("not sent: %v", want)
	}
	h.all.Publish("lamp/desk/get", "", false)
	h.state("the state on demand", func(message) bool { return true })
}

func TestALampAnnouncesItselfAgainWhenHomeAssistantComes(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	h.home.start()
	h.state("a first state", func(m message) bool { return m["version"] == 0. })
	first := h.announcement
	h.all.Publish("homeassistant/status", "offline", false)
	h.all.Publish("homeassistant/status", "online", false)
	h.until("the announcement", func(topic, _ string) bool { return topic == "homeassistant/device/desk/config" })
	h.state("the state behind it", func(message) bool { return true })
	if !slices.Equal(first, h.announcement) {
		t.Errorf("it is another one: %s", h.announcement)
	}
}

func TestAnEmptyPayloadIsNoCommand(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	h.home.start()
	h.state("a first state", func(m message) bool { return m["version"] == 0. })
	for _, topic := range []string{"lamp/desk/set", "lamp/desk/set/brightness", "lamp/all/set", "lamp/study/set/color"} {
		h.all.Publish(topic, "", true)
		h.all.Publish(topic, "", false)
	}
	h.asks(`{"id":"end"}`)
	if h.reply["id"] != "end" || h.reply["result"] != "applied" {
		t.Errorf("answered %v", h.reply)
	}
	info, _ := brokertest.Retained(t, nil, h.b.Addr, "lamp/desk/info")
	if !strings.Contains(info, `"rejected":0,"retained":0`) {
		t.Errorf("info counts them: %s", info)
	}
}

func TestAChangedConfigurationTidiesUpBehindTheFormerOne(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	kept := func(topic string) string {
		got, _ := brokertest.Retained(t, nil, h.b.Addr, topic)
		return got
	}
	text, _ := os.ReadFile(h.home.path("config.toml"))
	run := func(config string) {
		t.Helper()
		h.home.write("config.toml", config)
		h.announcement = nil
		p := h.home.start()
		defer func() {
			p.stop()
			h.until("its end", func(topic, payload string) bool { return strings.HasPrefix(topic, "state/") && payload == "0" })
		}()
		h.until("a state", func(topic, payload string) bool { return strings.HasSuffix(topic, "/state") && payload != "" })
		h.home.until("the lamp is tidied up", func() bool {
			memory, _ := os.ReadFile(h.home.path("state.json.announced"))
			return strings.Count(string(memory), `"kind"`) == 1
		})
		if !strings.Contains(config, "discovery = false") {
			for len(h.announcement) == 0 {
				h.until("an announcement", func(string, string) bool { return true })
			}
		}
	}
	run(string(text))
	if !strings.Contains(kept("homeassistant/device/desk/config"), `"hs"`) {
		t.Error("the lamp is not announced")
	}
	run(string(text) + "\n[lamp]\nkind = \"dimmer\"\n[output.pins]\nwhite = \"GPIO5\"\n")
	if got := kept("homeassistant/device/desk/config"); strings.Contains(got, `"hs"`) || !strings.Contains(got, `"brightness"`) {
		t.Errorf("another kind is announced as %s", got)
	}
	shelf := strings.Replace(string(text), `id = "desk"`, `id = "shelf"`, 1)
	run(shelf)
	for _, topic := range []string{"state/desk", "lamp/desk/state", "lamp/desk/info", "homeassistant/device/desk/config"} {
		if got := kept(topic); got != "" {
			t.Errorf("the former id keeps %s: %s", topic, got)
		}
	}
	if kept("homeassistant/device/shelf/config") == "" {
		t.Error("the new id is not announced")
	}
	run(shelf + "\n[homeassistant]\ndiscovery = false\n")
	if got := kept("homeassistant/device/shelf/config"); got != "" {
		t.Errorf("without discovery it is announced as %s", got)
	}
	run(shelf + "\n[homeassistant]\nprefix = \"ha\"\n")
	run(shelf + "\n[homeassistant]\nprefix = \"home\"\n")
	if old, now := kept("ha/device/shelf/config"), kept("home/device/shelf/config"); old != "" || now == "" {
		t.Errorf("the former prefix keeps %q, the new one %q", old, now)
	}
}
