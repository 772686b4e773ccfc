package wire

import (
	"slices"
	"strings"
	"testing"
)

func TestTopicsAreThoseOfTheContract(t *testing.T) {
	topics, err := NewTopics("desk", []string{"study", "all", "study"}, "homeassistant", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Topics{
		Presence:  "state/desk",
		Set:       []string{"lamp/desk/set", "lamp/study/set", "lamp/all/set"},
		Get:       "lamp/desk/get",
		State:     "lamp/desk/state",
		Reply:     "lamp/desk/reply",
		Info:      "lamp/desk/info",
		Discovery: "homeassistant/device/desk/config",
		Status:    "homeassistant/status",
	}
	if !slices.Equal(topics.Set, want.Set) {
		t.Errorf("set: got %q, want %q", topics.Set, want.Set)
	}
	topics.Set, want.Set = nil, nil
	if got, want := topics.all(), want.all(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSubscriptionsAreWhatALampHears(t *testing.T) {
	topics, _ := NewTopics("desk", nil, "homeassistant", nil)
	want := []string{"lamp/desk/get", "homeassistant/status", "lamp/desk/set", "lamp/desk/set/+", "lamp/all/set", "lamp/all/set/+"}
	if got := topics.Subscriptions(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAMessageIsRoutedByItsTopic(t *testing.T) {
	topics, _ := NewTopics("desk", []string{"study"}, "homeassistant", map[string]string{"get": "ask/{id}"})
	for topic, want := range map[string]Route{
		"lamp/desk/set":            {Kind: Set},
		"lamp/study/set":           {Kind: Set},
		"lamp/all/set":             {Kind: Set},
		"lamp/desk/set/color":      {Kind: Property, Property: "color"},
		"lamp/all/set/brightness":  {Kind: Property, Property: "brightness"},
		"lamp/desk/set/nonsense":   {Kind: Property, Property: "nonsense"},
		"ask/desk":                 {Kind: Get},
		"state/desk":               {Kind: Presence},
		"homeassistant/status":     {Kind: Status},
		"lamp/desk/get":            {},
		"lamp/desk/state":          {},
		"lamp/other/set":           {},
		"lamp/desk/set/color/more": {},
		"lamp/desk/set/":           {},
		"LAMP/desk/set":            {},
		"":                         {},
	} {
		if got := topics.Route(topic); got != want {
			t.Errorf("%q: got %+v, want %+v", topic, got, want)
		}
	}
}

func TestRenamedTopicsKeepTheirPlaceholders(t *testing.T) {
	topics, err := NewTopics("desk", []string{"study"}, "ha", map[string]string{
		"presence":  "{id}/alive",
		"set":       "cmnd/{id}",
		"group_set": "cmnd/{group}",
		"status":    "{prefix}/birth",
	})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(append([]string{topics.Presence, topics.Status, topics.Discovery}, topics.Set...), " ")
	if want := "desk/alive ha/birth ha/device/desk/config cmnd/desk cmnd/study cmnd/all"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAWrongTopicTableIsRefused(t *testing.T) {
	for _, tt := range []struct {
		it, id string
		groups []string
		rename map[string]string
		want   string
	}{
		{"an id in capitals", "Desk", nil, nil, `"Desk" is not of the form`},
		{"an id of 33 letters", strings.Repeat("a", 33), nil, nil, "is not of the form"},
		{"an empty id", "", nil, nil, `"" is not of the form`},
		{"an id that is all", "all", nil, nil, `id "all" is the name of a group`},
		{"an id that is its group", "desk", []string{"desk"}, nil, `id "desk" is the name of a group`},
		{"a group with a slash", "desk", []string{"a/b"}, nil, `"a/b" is not of the form`},
		{"an unknown name", "desk", nil, map[string]string{"sett": "x"}, `topic "sett" is unknown`},
		{"an empty topic", "desk", nil, map[string]string{"get": ""}, `topic get: "" is empty`},
		{"a wildcard", "desk", nil, map[string]string{"get": "a/#"}, `topic get: "a/#" has a wildcard`},
		{"an unknown placeholder", "desk", nil, map[string]string{"get": "{room}"}, `topic get: "{room}" has an unknown placeholder`},
		{"a group where there is none", "desk", nil, map[string]string{"get": "{group}"}, "unknown placeholder"},
		{"two of one name", "desk", nil, map[string]string{"get": "state/{id}"}, `topic "state/desk" stands for two things`},
		{"a topic where a property stands", "desk", nil, map[string]string{"info": "lamp/{id}/set/info"}, "stands for two things"},
		{"a long topic", "desk", nil, map[string]string{"info": strings.Repeat("x", 1025)}, "longer than 1024"},
		{"a NUL", "desk", nil, map[string]string{"info": "a\x00"}, "is not text"},
	} {
		t.Run(tt.it, func(t *testing.T) {
			_, err := NewTopics(tt.id, tt.groups, "homeassistant", tt.rename)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}
