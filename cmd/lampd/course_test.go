package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lampd/internal/brokertest"
	"lampd/internal/lamp"
)

// The course's topics, as its programs have them.
const (
	setConfig = "lamp/set_config"
	changed   = "lamp/changed"
)

// setting is what the course's programs say and hear.
type setting struct {
	Color struct {
		H float64 `json:"h"`
		S float64 `json:"s"`
	} `json:"color"`
	Brightness float64 `json:"brightness"`
	On         bool    `json:"on"`
	Client     string  `json:"client"`
}

// program is one of the course's three programs beside lamp_service.
type program struct {
	t    *testing.T
	c    mqtt.Client
	qos  byte // at which it publishes
	name string

	mu      sync.Mutex
	updated bool
	shown   setting // what its user sees
}

// newProgram connects a program as it does by itself: a Will and a presence of
// its own, then lamp/changed.
func newProgram(t *testing.T, b *brokertest.Broker, name string, qos byte) *program {
	t.Helper()
	p := &program{t: t, qos: qos, name: name}
	presence := "lamp/connection/" + name + "/state"
	o := mqtt.NewClientOptions().AddBroker("tcp://"+b.Addr).SetClientID(name).SetProtocolVersion(4).
		SetKeepAlive(time.Minute).SetAutoReconnect(false).SetWill(presence, "0", 2, true)
	p.c = mqtt.NewClient(o)
	p.must(p.c.Connect())
	t.Cleanup(func() { p.c.Disconnect(100) })
	p.must(p.c.Publish(presence, 2, true, "1"))
	p.must(p.c.Subscribe(changed, 1, func(_ mqtt.Client, m mqtt.Message) { p.receive(m.Payload()) }))
	return p
}

func (p *program) must(token mqtt.Token) {
	p.t.Helper()
	if !token.WaitTimeout(patience) || token.Error() != nil {
		p.t.Fatalf("%s: %v", p.name, token.Error())
	}
}

// receive takes a lamp/changed: the echo of an own change is left out but for
// the first, so that sliders don't jump.
func (p *program) receive(payload []byte) {
	var s setting
	decoder := json.NewDecoder(strings.NewReader(string(payload)))
	decoder.DisallowUnknownFields()
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := decoder.Decode(&s); err != nil {
		p.t.Errorf("%s hears %.64q: %v", p.name, payload, err)
		return
	}
	if p.updated && s.Client == p.name {
		return
	}
	p.shown, p.updated = s, true
}

// look returns what the program shows, if it has heard anything.
func (p *program) look() (setting, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown, p.updated
}

// sees waits until the program shows something to its user.
func (p *program) sees(what string, wish func(setting) bool) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		s, ok := p.look()
		if ok && wish(s) {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s does not see %s but %+v", p.name, what, s)
		}
	}
}

// say publishes a setting in the words of Python's json.dumps or JavaScript's
// JSON.stringify.
func (p *program) say(format string, args ...any) {
	p.t.Helper()
	p.must(p.c.Publish(setConfig, p.qos, false, fmt.Sprintf(format, args...)))
}

// touch is what the touch screen sends for each move of a slider: everything.
func (p *program) touch(h, s, brightness float64, on bool) {
	p.t.Helper()
	p.mu.Lock()
	p.shown.Color.H, p.shown.Color.S, p.shown.Brightness, p.shown.On = h, s, brightness, on
	p.mu.Unlock()
	p.say(`{"color": {"h": %v, "s": %v}, "brightness": %v, "on": %t, "client": "lamp_ui"}`, h, s, brightness, on)
}

// lampCmd is one run of the command line: it waits for the lamp's state,
// changes what its flags say, sends all of it and goes.
func lampCmd(t *testing.T, b *brokertest.Broker, flags func(*setting)) {
	t.Helper()
	p := newProgram(t, b, "lamp_cmd", 1)
	p.sees("a state", func(setting) bool { return true })
	s, _ := p.look()
	flags(&s)
	s.Client = "lamp_cmd"
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	p.say("%s", text)
	p.c.Disconnect(100)
}

// courseHome writes the configuration of a course lamp: a broker on the Pi for
// its programs, and another one for the house.
func courseHome(t *testing.T) (h home, course, house *brokertest.Broker) {
	t.Helper()
	course = brokertest.Start(t, brokertest.Options{Config: "max_queued_messages 0\nset_tcp_nodelay true"})
	house = brokertest.Start(t, brokertest.Options{Config: "set_tcp_nodelay true"})
	h = newHome(t, house.URL(), "[lamp]", `transition = "0s"`, "[lampi]", "enabled = true", fmt.Sprintf("servers = [%q]", course.URL()))
	return h, course, house
}

// truth waits until the course's broker keeps a value of lamp/changed.
func truth(h home, b *brokertest.Broker, want string) {
	h.t.Helper()
	got := ""
	defer func() {
		if h.t.Failed() {
			h.t.Logf("lamp/changed is %s", got)
		}
	}()
	h.until(want, func() bool {
		got, _ = brokertest.Retained(h.t, nil, b.Addr, changed)
		return got == want
	})
}

func TestTheCoursesProgramsDoNotNoticeTheDifference(t *testing.T) {
	t.Parallel()
	h, course, house := courseHome(t)
	native := watcher(t, house, "lamp/desk/state")
	screen := newProgram(t, course, "lamp_ui", 1) // there before the lamp
	h.start()
	truth(h, course, `{"color":{"h":1.0,"s":1.0},"brightness":1.0,"on":true,"client":""}`)
	screen.sees("the first state", func(s setting) bool { return s.On && s.Brightness == 1 && s.Color.H == 1 })
	bluetooth := newProgram(t, course, "lamp_bt_peripheral", 0)
	bluetooth.sees("the state at once", func(s setting) bool { return s.Brightness == 1 })

	for i := range 100 { // a finger on three sliders
		screen.touch(float64(i)/99, 1-float64(i)/99, 0.5+float64(i%50)/99, true)
	}
	screen.touch(0.3333333333333333, 0.6666666666666666, 0.25, true)
	truth(h, course, `{"color":{"h":0.33,"s":0.67},"brightness":0.25,"on":true,"client":"lamp_ui"}`)
	if s, _ := screen.look(); s.Brightness != 0.25 || s.Color.H != 0.3333333333333333 {
		t.Errorf("the slider has jumped to %+v", s)
	}
	want := lamp.HS{Hue: 1. / 3, Saturation: 2. / 3}.Linear()
	h.shows("what the screen shows", func(_, g, _ float64) bool { return math.Abs(g-lamp.Luminance(0.25)*want[1]) < 1e-6 })
	bluetooth.sees("what the screen sets", func(s setting) bool { return math.Round(s.Brightness*255) == 64 && s.Client == "lamp_ui" })

	lampCmd(t, course, func(s *setting) { s.Brightness = 0.5 })
	for _, p := range []*program{screen, bluetooth} {
		p.sees("the command line's half", func(s setting) bool { return s.Brightness == 0.5 && s.Color.H == 0.33 && s.Client == "lamp_cmd" })
	}
	bluetooth.say(`{"client":"lamp_bt_peripheral","on":false}`)
	screen.sees("the phone's off", func(s setting) bool { return !s.On && s.Brightness == 0.5 })
	next(t, native, "lamp/desk/state", func(m message) bool { return m["state"] == "OFF" && m["brightness"] == 128. })
	h.shows("dark", func(r, g, b float64) bool { return r+g+b == 0 })
	bluetooth.say(`{"client":"lamp_bt_peripheral","color":{"h":%v,"s":%v}}`, 170./255, 1.)
	bluetooth.say(`{"client":"lamp_bt_peripheral","brightness":%v}`, 128./255)
	bluetooth.say(`{"client":"lamp_bt_peripheral","on":true}`)
	screen.sees("the phone's blue", func(s setting) bool { return s.On && s.Color.H == 0.67 && s.Brightness == 0.5 })

	house1 := watcher(t, house)
	house1.Publish("lamp/desk/set", `{"brightness":255,"color":"red","client":"kitchen"}`, false)
	for _, p := range []*program{screen, bluetooth} {
		p.sees("the house's change", func(s setting) bool {
			return s.Client == "lampd" && s.Brightness == 1 && s.Color.H == 0 && s.Color.S == 1
		})
	}
	next(t, native, "lamp/desk/state", func(m message) bool { return m["client"] == "kitchen" })
	screen.touch(0.1, 1, 0, true) // on, and as dark as it gets
	truth(h, course, `{"color":{"h":0.1,"s":1.0},"brightness":0.0,"on":true,"client":"lamp_ui"}`)
	next(t, native, "lamp/desk/state", func(m message) bool { return m["state"] == "OFF" && m["client"] == "lamp_ui" })
	for _, b := range []*brokertest.Broker{course, house} {
		topic := map[*brokertest.Broker]string{course: "lamp/connection/lamp_service/state", house: "state/desk"}[b]
		if got, _ := brokertest.Retained(t, nil, b.Addr, topic); got != "1" {
			t.Errorf("%s is %q", topic, got)
		}
	}
}

// odd are payloads that are no settings, or only half of one: most end the
// course's own service, or leave it with half of what they say.
var odd = []string{
	``, ` `, `{`, `}`, `[]`, `{}`, `null`, `true`, `1`, `"on"`, `on`, "\x00", "\xff\xfe{\x00}\x00", "\ufeff{}",
	`{"on":false}`, `{"client":null,"on":false}`, `{"client":7,"on":false}`, `{"client":["a"],"on":false}`, `{"client":{},"on":false}`,
	`{"client":"x","on":false,"brightness":NaN}`, `{"client":"x","on":false,"brightness":Infinity}`,
	`{"client":"x","on":false,"brightness":-Infinity}`, `{"client":"x","on":false,"brightness":1e999}`,
	`{"client":"x","on":false,"brightness":-0.01}`, `{"client":"x","on":false,"brightness":1.01}`,
	`{"client":"x","on":false,"brightness":"0.5"}`, `{"client":"x","on":false,"brightness":null}`,
	`{"client":"x","on":false,"brightness":true}`, `{"client":"x","on":false,"brightness":[0.5]}`,
	`{"client":"x","brightness":0.1,"on":"false"}`, `{"client":"x","brightness":0.1,"on":0}`, `{"client":"x","brightness":0.1,"on":null}`,
	`{"client":"x","on":false,"color":null}`, `{"client":"x","on":false,"color":"red"}`, `{"client":"x","on":false,"color":[0.1,0.2]}`,
	`{"client":"x","on":false,"color":{}}`, `{"client":"x","on":false,"color":{"h":0.5}}`, `{"client":"x","on":false,"color":{"s":0.5}}`,
	`{"client":"x","on":false,"color":{"h":0.5,"s":2}}`, `{"client":"x","on":false,"color":{"h":-1,"s":0.5}}`,
	`{"client":"x","on":false,"color":{"h":"0.5","s":0.5}}`, `{"client":"x","on":false,"color":{"h":NaN,"s":0.5}}`,
	`{"client":"x","on":false,"color":{"h":true,"s":0.5}}`, `{"client":"x","on":false,"color":{"h":0.5,"s":null}}`,
	`{"client":"x","on":false,"on":true}`, `{"client":"x","on":false} {"client":"x"}`, `{"client":"x","on":false,}`, `{'client':'x','on':false}`,
	`{"client":"` + strings.Repeat("x", 65) + `","on":false}`, `{"client":"x","on":false,"pad":"` + strings.Repeat("x", 5000) + `"}`,
	strings.Repeat("[", 100_000), `{"client":"x","on":false,"pad":"` + strings.Repeat("x", 300_000) + `"}`,
}

func TestNoPayloadHarmsACourseLamp(t *testing.T) {
	t.Parallel()
	h, course, house := courseHome(t)
	p := h.start()
	sender := newProgram(t, course, "sender", 1)
	sender.sees("the first state", func(s setting) bool { return s.On })
	for i, payload := range odd {
		sender.must(sender.c.Publish(setConfig, byte(i%3), false, payload))
		h := float64(i%100) / 100
		sender.say(`{"client":"mark %d","color":{"h":%v,"s":1}}`, i, h)
		sender.sees(fmt.Sprintf("the mark behind %.60q", payload), func(s setting) bool { return s.Client == fmt.Sprint("mark ", i) })
		if s, _ := sender.look(); !s.On || s.Brightness != 1 {
			t.Errorf("%.60q leaves %+v", payload, s)
		}
	}
	select {
	case <-p.done:
		t.Fatal("lampd has ended")
	default:
	}
	if n := strings.Count(p.log.String(), "a setting is refused"); n == 0 || n > len(odd) {
		t.Errorf("the log tells %d refusals", n)
	}
	info, _ := brokertest.Retained(t, nil, house.Addr, "lamp/desk/info")
	if !strings.Contains(info, `"problems":[]`) {
		t.Errorf("info is %s", info)
	}
}

func TestACourseLampSurvivesAKillAndAForgery(t *testing.T) {
	t.Parallel()
	h, course, _ := courseHome(t)
	p := h.start()
	screen := newProgram(t, course, "lamp_ui", 1)
	screen.sees("the first state", func(s setting) bool { return s.On })
	screen.touch(0.5, 0.75, 0, true)
	const want = `{"color":{"h":0.5,"s":0.75},"brightness":0.0,"on":true,"client":"lamp_ui"}`
	truth(h, course, want)
	screen.c.Disconnect(100)
	for _, forged := range []string{
		`{"color":{"h":0.1,"s":0.1},"brightness":0.1,"on":false,"client":"lamp_ui"}`, "", "nonsense", strings.Repeat("x", 100_000),
	} {
		forger := brokertest.Connect(t, nil, course.Addr)
		forger.Publish(changed, forged, true)
		truth(h, course, want)
	}
	forger := brokertest.Connect(t, nil, course.Addr)
	forger.Publish("lamp/connection/lamp_service/state", "0", true)
	h.until("presence is put right", func() bool {
		got, _ := brokertest.Retained(t, nil, course.Addr, "lamp/connection/lamp_service/state")
		return got == "1"
	})
	p.kill()
	h.until("presence tells the kill", func() bool {
		got, _ := brokertest.Retained(t, nil, course.Addr, "lamp/connection/lamp_service/state")
		return got == "0"
	})
	forger.Publish(setConfig, `{"client":"stale","on":false,"brightness":1}`, true) // ran on every start of the course's service
	forger.Publish(changed, `{}`, true)
	p = h.start()
	truth(h, course, want)
	h.until("the state is on the card", func() bool {
		text, _ := os.ReadFile(h.path("state.json"))
		return strings.Contains(string(text), `"zero":true`)
	})
	p.kill()
	if err := os.Remove(h.path("live.json")); err != nil {
		t.Fatal(err)
	}
	forger.Publish(changed, `{}`, true)
	p = h.start()
	truth(h, course, want)
	if status := p.stop(); status != 0 {
		t.Errorf("status %d", status)
	}
	if got, _ := brokertest.Retained(t, nil, course.Addr, "lamp/connection/lamp_service/state"); got != "0" {
		t.Errorf("after the stop presence is %q", got)
	}
}

func TestACourseLampEndsOnTheLastOfManySettings(t *testing.T) {
	t.Parallel()
	h, course, _ := courseHome(t)
	h.start()
	for _, qos := range []byte{0, 1} {
		screen := newProgram(t, course, fmt.Sprint("screen", qos), qos)
		screen.sees("the first state", func(s setting) bool { return s.On })
		var last mqtt.Token
		for i := range 2000 {
			last = screen.c.Publish(setConfig, qos, false, fmt.Sprintf(`{"client":"flood","brightness":%v}`, float64(i%100)/100))
		}
		screen.must(last)
		screen.say(`{"client":"end %d","brightness":0.42}`, qos)
		truth(h, course, fmt.Sprintf(`{"color":{"h":1.0,"s":1.0},"brightness":0.42,"on":true,"client":"end %d"}`, qos))
	}
}
