package wire

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"lampd/internal/lamp"
	"lampd/internal/wire/hacheck"
)

var update = flag.Bool("update", false, "write the golden files")

// device is a lamp of a kind with all that can be told about one.
func device(kind lamp.Kind) Device {
	return Device{
		ID: "desk-2", Name: "Desk lamp", Version: "1.0", Board: "Raspberry Pi 5 Model B", Kind: kind,
		Effects: []string{"breathe", "candle"}, Cold: 1e6 / 6500., Warm: 1e6 / 2700.,
		Temperature: true, Undervoltage: true,
	}
}

func TestEveryKindIsAnnouncedByHomeAssistantsRules(t *testing.T) {
	topics, err := NewTopics("desk-2", nil, "homeassistant", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := hacheck.Topic(topics.Discovery, "homeassistant"); err != nil {
		t.Error(err)
	}
	for _, kind := range lamp.Kinds {
		d := device(kind)
		for _, bare := range []bool{false, true} {
			if bare {
				d = Device{ID: "a--_", Name: "a", Version: "1", Board: "a", Kind: kind, Cold: 153, Warm: 500}
			}
			if err := hacheck.Discovery(EncodeDiscovery(d, topics)); err != nil {
				t.Errorf("%s, bare %v: %v", kind, bare, err)
			}
		}
	}
}

func TestEveryStateFitsItsAnnouncement(t *testing.T) {
	topics, _ := NewTopics("desk-2", nil, "homeassistant", nil)
	for _, kind := range lamp.Kinds {
		discovery := EncodeDiscovery(device(kind), topics)
		for _, mode := range kind.ColorModes() {
			for _, s := range []lamp.State{
				{Mode: mode, On: true, Brightness: 1, Hue: 1, Saturation: 1, Mireds: 153.8},
				{Mode: mode, Brightness: 1. / 255, Mireds: 500, Effect: "candle"},
				{Mode: mode, On: true, Zero: true, Brightness: 0.0001, Hue: 0.12345, Mireds: 370},
			} {
				state := EncodeState(lamp.Report{State: s})
				if err := hacheck.State(discovery, state); err != nil {
					t.Errorf("%s: %s: %v", kind, state, err)
				}
			}
		}
	}
}

func TestTheAnnouncementIsWrittenByteForByte(t *testing.T) {
	topics, _ := NewTopics("desk-2", nil, "homeassistant", nil)
	var got bytes.Buffer
	if err := json.Indent(&got, EncodeDiscovery(device(lamp.RGBWW), topics), "", "\t"); err != nil {
		t.Fatal(err)
	}
	got.WriteByte('\n')
	const golden = "testdata/discovery.json"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(got.Bytes(), want) {
		t.Errorf("differs from %s (%v):\n%s", golden, err, got.Bytes())
	}
}
