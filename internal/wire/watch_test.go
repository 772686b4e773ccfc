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

func TestAWatcherCallsALampAsItIsCalled(t *testing.T) {
	topics, err := NewTopics("desk", []string{"study"}, "homeassistant", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := PresenceOf("desk"); got != topics.Presence {
		t.Errorf("the presence is %s, want %s", got, topics.Presence)
	}
	for _, name := range []string{"desk", "study", "all"} {
		if got := SetOf(name); !slices.Contains(topics.Set, got) {
			t.Errorf("%s is commanded by %s, not one of %q", name, got, topics.Set)
		}
	}
}
