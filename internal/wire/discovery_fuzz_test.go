package wire

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"lampd/internal/lamp"
	"lampd/internal/wire/hacheck"
)

// FuzzDiscovery announces lamps of any name on any topics: Home Assistant takes
// each announcement, and what it reads is what was told.
func FuzzDiscovery(f *testing.F) {
	f.Add("desk", "Desk lamp", "v1.0", "Raspberry Pi 4", "breathe", "lamp/{id}/set", "homeassistant", uint8(3), true)
	f.Add("a", `"}\u0000{{ x }}`, "1", "x", "a,b", "{id}/x", "ha", uint8(5), false)
	f.Fuzz(func(t *testing.T, id, name, version, board, effect, set, prefix string, kind uint8, health bool) {
		topics, err := NewTopics(id, nil, prefix, map[string]string{"set": set})
		if err != nil {
			return
		}
		for _, s := range []string{name, version, board, effect} {
			if s == "" || !utf8.ValidString(s) {
				t.Skip("no configuration and no board has such a text")
			}
		}
		d := Device{
			ID: id, Name: name, Version: version, Board: board, Kind: lamp.Kinds[int(kind)%len(lamp.Kinds)],
			Effects: []string{effect}, Cold: 153, Warm: 500, Temperature: health, Undervoltage: health,
		}
		text := EncodeDiscovery(d, topics)
		if err := hacheck.Discovery(text); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		var read struct {
			Device struct {
				Name        string   `json:"name"`
				Identifiers []string `json:"identifiers"`
				Software    string   `json:"sw_version"`
			} `json:"device"`
			Presence   string `json:"availability_topic"`
			Components map[string]struct {
				Command string   `json:"command_topic"`
				Effects []string `json:"effect_list"`
			} `json:"components"`
		}
		decoder := json.NewDecoder(bytes.NewReader(text))
		if err := decoder.Decode(&read); err != nil || decoder.More() {
			t.Fatalf("%v: %s", err, text)
		}
		light := read.Components["light"]
		if read.Device.Name != name || read.Device.Software != version || read.Device.Identifiers[0] != "lampd_"+id ||
			read.Presence != topics.Presence || light.Command != topics.Set[0] {
			t.Errorf("%+v is read as %+v", d, read)
		}
	})
}
