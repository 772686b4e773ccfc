//go:build unix

package main

import (
	"encoding/json"
	"strings"
	"testing"

	"lampd/internal/brokertest"
)

func TestWatchPrintsALineForEveryEvent(t *testing.T) {
	t.Parallel()
	_, broker := demo(t)
	c := brokertest.Connect(t, nil, strings.TrimPrefix(broker, "mqtt://"))
	w := start(t, at(broker, lampctl(t, "watch", "study")))
	w.wait("connected to " + broker)
	c.Publish("lamp/porch/set", `{"state":"OFF"}`, false)
	c.Publish("lamp/desk/set", `{"brightness":51,"client":"a\u001bb"}`, false)
	c.Publish("lamp/desk/set", `{"brightness":999}`, false)
	var text string
	for _, want := range []string{"desk: on 20% #ffffff by a?b\n", "desk: rejected: brightness: 999 is outside 0..255\n"} {
		for !strings.Contains(text, want) { // in either order
			text += w.wait("") + "\n"
		}
	}
	if strings.Contains(text, "porch") {
		t.Errorf("the porch is not in the study:\n%s", text)
	}
	if status := w.stop(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

func TestWatchSpeaksJSON(t *testing.T) {
	t.Parallel()
	_, broker := demo(t)
	c := brokertest.Connect(t, nil, strings.TrimPrefix(broker, "mqtt://"))
	w := start(t, at(broker, lampctl(t, "watch", "desk", "--json")))
	w.wait(`"event":"settled"`)
	c.Publish("lamp/desk/set", `{"id":"7","color":"red"}`, false)
	type event struct {
		Time, Event, ID, Presence string
		State                     struct{ Color struct{ H, S float64 } }
	}
	var e event
	for e.State.Color.S != 100 { // what it told before may be told again
		if err := json.Unmarshal([]byte(w.wait(`"event":"state"`)), &e); err != nil {
			t.Fatal(err)
		}
	}
	if e.ID != "desk" || e.Presence != "online" || e.Time == "" {
		t.Errorf("%+v", e)
	}
}

func TestARollCallNamesTheDead(t *testing.T) {
	t.Parallel()
	_, broker := demo(t)
	c := brokertest.Connect(t, nil, strings.TrimPrefix(broker, "mqtt://"))
	c.Publish("state/ghost", "1", true)
	cmd := at(broker, lampctl(t, "watch", "--rollcall"))
	w := start(t, cmd)
	w.wait("ghost: online")
	w.wait("ghost: offline")
	c.Subscribe("state/ghost")
	c.Wait("state/ghost", "0")
}
