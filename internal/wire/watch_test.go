package wire

import (
	"slices"
	"testing"
)

func TestAWatcherHearsEveryLamp(t *testing.T) {
	want := []string{"state/+", "lamp/+/state", "lamp/+/info", "lamp/+/reply"}
	if got := WatchFilters(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for topic, want := range map[string][2]string{
		"state/desk":           {"presence", "desk"},
		"lamp/desk/state":      {"state", "desk"},
		"lamp/state/state":     {"state", "state"},
		"lamp/desk/reply":      {"reply", "desk"},
		"lamp/desk/info":       {"info", "desk"},
		"lamp/desk/set":        {},
		"lamp/state":           {},
		"state/Desk":           {},
		"state/a/b":            {},
		"lamp/a/b/state":       {},
		"lamp//state":          {},
		"homeassistant/status": {},
	} {
		if what, id := Heard(topic); what != want[0] || id != want[1] {
			t.Errorf("%s: got %s of %q", topic, what, id)
		}
	}
}
