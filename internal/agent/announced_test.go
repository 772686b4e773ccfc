package agent

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"lampd/internal/lamp"
	"lampd/internal/mqttlink"
	"lampd/internal/wire"
)

// left is what a lamp of an id leaves, under a prefix of Home Assistant's.
func left(t *testing.T, kind lamp.Kind, id, prefix string, renames map[string]string) announced {
	t.Helper()
	topics, err := wire.NewTopics(id, nil, prefix, renames)
	if err != nil {
		t.Fatal(err)
	}
	return announce(kind, topics)
}

func TestWhatAChangeOfConfigurationLeavesIsRemoved(t *testing.T) {
	now := left(t, lamp.RGB, "desk", "homeassistant", nil)
	for name, test := range map[string]struct {
		before []announced
		stale  []string
		former []mqttlink.Former
	}{
		"nothing":             {},
		"nothing has changed": {before: []announced{now}},
		"another kind": {
			before: []announced{left(t, lamp.Dimmer, "desk", "homeassistant", nil)},
			stale:  []string{"homeassistant/device/desk/config", "lamp/desk/state"},
		},
		"another prefix": {
			before: []announced{left(t, lamp.RGB, "desk", "ha", nil)},
			stale:  []string{"ha/device/desk/config"},
		},
		"another topic for the state": {
			before: []announced{left(t, lamp.RGB, "desk", "homeassistant", map[string]string{"state": "s/{id}"})},
			stale:  []string{"s/desk"},
		},
		"another id": {
			before: []announced{left(t, lamp.RGB, "shelf", "homeassistant", nil)},
			former: []mqttlink.Former{{Presence: "state/shelf", Topics: []string{
				"state/shelf", "lamp/shelf/state", "lamp/shelf/info", "homeassistant/device/shelf/config"}}},
		},
		"another topic for presence, and another kind": {
			before: []announced{left(t, lamp.CCT, "desk", "homeassistant", map[string]string{"presence": "p/{id}"})},
			stale:  []string{"homeassistant/device/desk/config", "lamp/desk/state"},
			former: []mqttlink.Former{{Presence: "p/desk", Topics: []string{"p/desk"}}},
		},
		"two changes that were not tidied up after": {
			before: []announced{left(t, lamp.RGB, "desk", "ha", nil), left(t, lamp.RGB, "shelf", "ha", nil)},
			stale:  []string{"ha/device/desk/config"},
			former: []mqttlink.Former{{Presence: "state/shelf", Topics: []string{
				"state/shelf", "lamp/shelf/state", "lamp/shelf/info", "ha/device/shelf/config"}}},
		},
	} {
		stale, former := now.outdated(test.before)
		if !reflect.DeepEqual(stale, test.stale) || !reflect.DeepEqual(former, test.former) {
			t.Errorf("%s: got %v, %v", name, stale, former)
		}
	}
}

func TestTheMemoryOfWhatIsAnnouncedSurvives(t *testing.T) {
	file := filepath.Join(t.TempDir(), "announced")
	if all, err := readAnnounced(file); all != nil || err != nil {
		t.Errorf("a missing file says %v, %v", all, err)
	}
	want := []announced{left(t, lamp.RGB, "desk", "homeassistant", nil), left(t, lamp.CCT, "a", "b", nil)}
	if err := writeAnnounced(file, want); err != nil {
		t.Fatal(err)
	}
	if got, err := readAnnounced(file); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	if err := os.WriteFile(file, []byte(`[{"kind"`), 0o600); err != nil {
		t.Fatal(err)
	}
	if all, err := readAnnounced(file); all != nil || err == nil {
		t.Errorf("a damaged file says %v, %v", all, err)
	}
}
