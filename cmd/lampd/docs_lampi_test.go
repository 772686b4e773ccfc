package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"lampd/internal/brokertest"
	"lampd/internal/lamp"
	"lampd/internal/wire"
)

const coursePage = "lampi.md"

func TestTheMessagesOfACourseLampAreAsItsPageSays(t *testing.T) {
	all := blocks(t, coursePage)
	accounted(t, all, "sh", "toml", "course in", "course refused", "course out")
	for line := range strings.Lines(of(t, all, "course in")[0]) {
		if _, err := wire.DecodeCourse([]byte(line)); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
	refused := strings.Split(strings.TrimSpace(of(t, all, "course refused")[0]), "\n")
	for i := 0; i < len(refused); i += 2 {
		if _, err := wire.DecodeCourse([]byte(refused[i])); err == nil || err.Error() != refused[i+1] {
			t.Errorf("%s is refused by %v", refused[i], err)
		}
	}
	for line := range strings.Lines(of(t, all, "course out")[0]) {
		line = strings.TrimSpace(line)
		var s setting
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		state := lamp.State{On: s.On, Brightness: s.Brightness, Hue: s.Color.H, Saturation: s.Color.S, Client: s.Client, Course: s.Client != "lampd", Version: 1}
		if got := string(wire.EncodeCourse(state)); got != line {
			t.Errorf("%s would be %s", line, got)
		}
	}
}

// The steps of the page, from the old service's last words to the way back.
func TestACourseLampMovesOverStepByStep(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	h := home{t, t.TempDir()}
	if err := os.MkdirAll(h.path("etc/supervisor/conf.d"), 0o700); err != nil {
		t.Fatal(err)
	}
	h.write("etc/supervisor/conf.d/lamp_service.conf", "[program:lamp_service]\n")
	steps := blocks(t, coursePage)
	for _, text := range of(t, steps, "toml") {
		if c := configured(t, text); !c.Lampi.Enabled || c.Output.Pins["green"] != "GPIO26" {
			t.Errorf("%s is no course lamp", text)
		}
	}
	config := strings.ReplaceAll(of(t, steps, "toml")[0], "mqtt://127.0.0.1:1883", b.URL())
	h.write("config.toml", config+fmt.Sprintf("\n[output]\ndriver = \"sim\"\n[state]\nfile = %q\n", h.path("state.json")))
	const last = `{"color": {"h": 0.33, "s": 0.5}, "brightness": 0.75, "on": true, "client": "lamp_ui"}` // as Python writes it
	brokertest.Connect(t, nil, b.Addr).Publish(changed, last, true)

	sh := newShell(t, h, b)
	var said []string
	for _, text := range of(t, steps, "sh") {
		if strings.Contains(text, "restart lampd") {
			h.start()
			truth(h, b, `{"color":{"h":1.0,"s":1.0},"brightness":1.0,"on":true,"client":""}`)
		}
		said = append(said, sh.run(text))
		if strings.Contains(text, "-f lamp.json") {
			truth(h, b, `{"color":{"h":0.33,"s":0.5},"brightness":0.75,"on":true,"client":"lamp_ui"}`)
		}
	}
	truth(h, b, `{"color":{"h":0.58,"s":1.0},"brightness":0.4,"on":true,"client":"me"}`)
	for _, want := range []string{
		"lamp/connection/lamp_service/state 1\n", `"brightness":0.75,"on":true,"client":"lamp_ui"}`,
		`lamp/lampi/state {"state":"ON",`, "configuration: is right, the lamp is lampi", "knows the lamp as lamp_service", "user  ",
	} {
		if !strings.Contains(strings.Join(said, "\n"), want) {
			t.Errorf("nobody said %s:\n%s", want, said)
		}
	}
	if _, err := os.Stat(h.path("etc/supervisor/conf.d/lamp_service.conf")); err != nil {
		t.Error(err)
	}
}
