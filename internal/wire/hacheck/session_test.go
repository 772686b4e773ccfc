package hacheck

import (
	"strings"
	"testing"
	"time"
)

const device1 = `{"device":{"identifiers":["x"],"name":"X"},"origin":{"name":"o"},"availability_topic":"p","payload_available":"1","payload_not_available":"0","components":{` +
	`"light":{"platform":"light","schema":"json","unique_id":"u","default_entity_id":"light.x","command_topic":"c","state_topic":"s","brightness":true,"supported_color_modes":["brightness"]},` +
	`"heat":{"platform":"sensor","unique_id":"v","default_entity_id":"sensor.x","state_topic":"i","device_class":"temperature","value_template":"{{ value_json.heat }}"},` +
	`"when":{"platform":"sensor","unique_id":"w","default_entity_id":"sensor.y","state_topic":"i","device_class":"timestamp","value_template":"{{ value_json.when }}"},` +
	`"bad":{"platform":"binary_sensor","unique_id":"y","default_entity_id":"binary_sensor.x","state_topic":"i","value_template":"{{ 'ON' if value_json.a or value_json.b else 'OFF' }}"}}}`

const info = `{"heat":48.5,"when":"2026-01-01T00:00:00Z","a":false,"b":[]}`

func TestASessionChecksWhatComesBehindAndBeforeAnAnnouncement(t *testing.T) {
	for name, test := range map[string]struct {
		messages [][2]string
		want     string // of the last message
	}{
		"all is well":                      {[][2]string{{"p", "1"}, {"ha/device/x/config", device1}, {"i", info}, {"s", `{"state":"ON","brightness":1,"color_mode":"brightness"}`}}, ""},
		"a bad state":                      {[][2]string{{"ha/device/x/config", device1}, {"s", `{"state":"ON","brightness":1,"color_mode":"hs"}`}}, "is not in"},
		"a state that was there before":    {[][2]string{{"s", `{"state":"ON","brightness":1,"color_mode":"hs"}`}, {"ha/device/x/config", device1}}, "is not in"},
		"a bad presence":                   {[][2]string{{"ha/device/x/config", device1}, {"p", "online"}}, "neither 1 nor 0"},
		"a member that is missing":         {[][2]string{{"ha/device/x/config", device1}, {"i", strings.Replace(info, `"heat":48.5,`, ``, 1)}}, "there is no heat"},
		"a number that is text":            {[][2]string{{"ha/device/x/config", device1}, {"i", strings.Replace(info, `48.5`, `"48.5"`, 1)}}, "not a number"},
		"a time that is none":              {[][2]string{{"ha/device/x/config", device1}, {"i", strings.Replace(info, `2026-01-01T00:00:00Z`, `now`, 1)}}, "cannot parse"},
		"an announcement on another topic": {[][2]string{{"ha/device/x/y/config", device1}}, "is not ha/device/ID/config"},
		"one that was taken back":          {[][2]string{{"ha/device/x/config", device1}, {"ha/device/x/config", ""}, {"s", "nonsense"}}, ""},
		"one that comes back at once":      {[][2]string{{"ha/device/x/config", device1}, {"ha/device/x/config", ""}, {"ha/device/x/config", device1}}, "announced 1s after"},
		"an unknown key at the root":       {[][2]string{{"ha/device/x/config", strings.Replace(device1, `"origin"`, `"~":"x","origin"`, 1)}}, "unknown key ~"},
	} {
		s := Session{Prefix: "ha"}
		var err error
		for i, m := range test.messages {
			err = s.Hear(m[0], []byte(m[1]), time.Unix(int64(i), 0))
		}
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func TestATemplateShowsWhatItSays(t *testing.T) {
	for payload, want := range map[string]any{info: "OFF", strings.Replace(info, "false", "true", 1): "ON", strings.Replace(info, "[]", `["x"]`, 1): "ON"} {
		if got, err := Value([]byte(device1), "bad", []byte(payload)); err != nil || got != want {
			t.Errorf("%s: %v, %v", payload, got, err)
		}
	}
	if got, err := Value([]byte(device1), "heat", []byte(info)); err != nil || got != 48.5 {
		t.Errorf("heat is %v, %v", got, err)
	}
}
