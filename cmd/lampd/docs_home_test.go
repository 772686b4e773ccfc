package main

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"lampd/internal/lamp"
	"lampd/internal/wire"
	"lampd/internal/wire/hacheck"
)

const homePage = "home-assistant.md"

func TestTheExamplesForHomeAssistantAreAllRun(t *testing.T) {
	all := blocks(t, homePage)
	accounted(t, all, "toml", "yaml automation", "yaml blueprint", "yaml actions", "yaml configuration")
	for _, text := range of(t, all, "toml") {
		if c := configured(t, "id = \"desk\"\n"+text); !c.HomeAssistant.Discovery {
			t.Errorf("without discovery: %s", text)
		}
	}
}

// announced is what a lamp "desk" of a kind says to Home Assistant.
func announced(t *testing.T, kind lamp.Kind) []byte {
	t.Helper()
	topics, err := wire.NewTopics("desk", []string{"study"}, "homeassistant", nil)
	if err != nil {
		t.Fatal(err)
	}
	f := fixture(kind)
	cold, warm := f.MiredRange()
	return wire.EncodeDiscovery(wire.Device{
		ID: "desk", Name: "Desk lamp", Version: "1", Board: "b", Kind: kind, Effects: f.Effects(),
		Cold: cold, Warm: warm, Temperature: true, Undervoltage: true,
	}, topics)
}

func fixture(kind lamp.Kind) lamp.Fixture {
	return lamp.Fixture{Kind: kind, Warm: 1e6 / 2700., Cold: 1e6 / 6500.}
}

// parse reads YAML; inputs stand for the tag !input.
func parseYAML(t *testing.T, text string, inputs map[string]any, to any) (used []string) {
	t.Helper()
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var fill func(n *yaml.Node)
	fill = func(n *yaml.Node) {
		if n.Tag == "!input" {
			used = append(used, n.Value)
			v, ok := inputs[n.Value]
			if !ok {
				t.Errorf("there is no input %s", n.Value)
			}
			if err := n.Encode(v); err != nil {
				t.Fatal(err)
			}
			return
		}
		for _, c := range n.Content {
			fill(c)
		}
	}
	fill(&root)
	if err := root.Decode(to); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return used
}

// step is one action of an automation.
type step struct {
	Action string `yaml:"action"`
	Target struct {
		EntityID string `yaml:"entity_id"`
	} `yaml:"target"`
	Data map[string]any `yaml:"data"`
}

// turnOn makes a command of the data of light.turn_on, as Home Assistant does
// for a light of some colour modes: light/__init__.py filter_turn_on_params
// and async_handle_light_on_service, mqtt/light/schema_json.py async_turn_on.
func turnOn(t *testing.T, kind lamp.Kind, data map[string]any) string {
	t.Helper()
	c := map[string]any{"state": "ON"}
	number := func(v any) float64 {
		f, err := strconv.ParseFloat(fmt.Sprint(v), 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for key, v := range data {
		switch key {
		case "brightness":
			c["brightness"] = max(1, math.Round(number(v)))
		case "brightness_pct":
			c["brightness"] = math.Round(number(v) * 255 / 100)
		case "transition":
			c["transition"] = number(v)
		case "effect":
			c["effect"] = v
		case "color_temp_kelvin":
			switch {
			case kind.Has(lamp.ModeTemperature):
				c["color_temp"] = math.Floor(1e6 / number(v))
			case kind.HasColor():
				c["color"] = map[string]any{"h": 30.601, "s": 94.547} // color_util.color_temperature_to_hs
			}
		default:
			t.Errorf("light.turn_on has no %s", key)
		}
	}
	if !kind.Dimmable() {
		delete(c, "brightness")
	}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// obey applies a command.
func obey(t *testing.T, kind lamp.Kind, s lamp.State, command string) (lamp.State, lamp.Change) {
	t.Helper()
	c, err := wire.DecodeCommand([]byte(command))
	if err == nil && c.Ignored != nil {
		err = fmt.Errorf("%q are ignored", c.Ignored)
	}
	if err == nil {
		s, err = s.Apply(c.Change, fixture(kind))
	}
	if err != nil {
		t.Errorf("%s: %s: %v", kind, command, err)
	}
	return s, c.Change
}

func TestTheSunriseAutomationStartsTheEffect(t *testing.T) {
	var a struct {
		Alias      string
		Triggers   []struct{ Trigger, At string }
		Conditions []struct {
			Condition string
			Weekday   []string
		}
		Actions []step
	}
	for _, text := range of(t, blocks(t, homePage), "yaml automation") {
		parseYAML(t, text, nil, &a)
		if a.Triggers[0].Trigger != "time" || a.Triggers[0].At != "06:30:00" || len(a.Conditions[0].Weekday) != 5 || len(a.Actions) != 1 {
			t.Errorf("%+v", a)
		}
		if on := a.Actions[0]; on.Action != "light.turn_on" || on.Target.EntityID != "light.desk" {
			t.Errorf("%+v", on)
		}
		for _, kind := range []lamp.Kind{lamp.Dimmer, lamp.CCT, lamp.RGB, lamp.RGBW, lamp.RGBWW} {
			off := fixture(kind).First()
			off.On = false
			if s, _ := obey(t, kind, off, turnOn(t, kind, a.Actions[0].Data)); s.Effect != "sunrise" || !s.On {
				t.Errorf("%s becomes %+v", kind, s)
			}
		}
	}
}

func TestTheSunriseBlueprintRisesEveryLightThatDims(t *testing.T) {
	text := of(t, blocks(t, homePage), "yaml blueprint")[0]
	inputs := map[string]any{"light": "light.desk", "start": "07:00:00", "days": []string{"mon"}, "minutes": 109, "brightness": 80, "kelvin": 4000}
	var b struct {
		Blueprint struct {
			Name, Domain string
			Input        map[string]struct {
				Name     string
				Selector map[string]any
			}
		}
		Variables map[string]any
		Actions   []step
	}
	used := parseYAML(t, text, inputs, &b)
	for name, input := range b.Blueprint.Input {
		selectors := []string{"entity", "time", "select", "number", "color_temp"}
		for s := range input.Selector {
			if !slices.Contains(selectors, s) {
				t.Errorf("input %s has the selector %s", name, s)
			}
		}
		if !slices.Contains(used, name) || len(input.Selector) != 1 || input.Name == "" {
			t.Errorf("input %s: %+v, used: %v", name, input, slices.Contains(used, name))
		}
	}
	if b.Blueprint.Domain != "automation" || len(b.Blueprint.Input) != len(inputs) || len(b.Actions) != 2 || b.Variables["minutes"] != 109 {
		t.Fatalf("%+v", b)
	}
	if b.Actions[1].Data["transition"] != "{{ minutes * 60 }}" {
		t.Fatalf("%+v", b.Actions[1])
	}
	b.Actions[1].Data["transition"] = 109 * 60
	for _, kind := range []lamp.Kind{lamp.Dimmer, lamp.CCT, lamp.RGB, lamp.RGBW, lamp.RGBWW} {
		s := fixture(kind).First()
		s.On = false
		low, _ := obey(t, kind, s, turnOn(t, kind, b.Actions[0].Data))
		high, change := obey(t, kind, low, turnOn(t, kind, b.Actions[1].Data))
		if !low.On || low.Brightness != 1./255 || high.Brightness != 204./255 || change.Transition.Minutes() != 109 {
			t.Errorf("%s rises from %+v to %+v in %v", kind, low, high, change.Transition)
		}
	}
}

func TestWhatTheLightHasNoWordsForIsObeyed(t *testing.T) {
	for _, text := range of(t, blocks(t, homePage), "yaml actions") {
		var steps []step
		parseYAML(t, text, nil, &steps)
		for _, s := range steps {
			topic, payload := fmt.Sprint(s.Data["topic"]), fmt.Sprint(s.Data["payload"])
			if s.Action != "mqtt.publish" || len(s.Data) != 2 || topic != "lamp/desk/set" && topic != "lamp/study/set" {
				t.Errorf("%+v", s)
			}
			if before, template, found := strings.Cut(payload, "{{"); found {
				_, after, _ := strings.Cut(template, "}}")
				payload = before + "1767225600500" + after
			}
			obey(t, lamp.RGB, fixture(lamp.RGB).First(), payload)
		}
	}
}

// The configuration by hand says what the announcement says.
func TestTheConfigurationByHandIsTheAnnouncement(t *testing.T) {
	var y struct {
		MQTT []map[string]map[string]any `yaml:"mqtt"`
	}
	parseYAML(t, of(t, blocks(t, homePage), "yaml configuration")[0], nil, &y)
	var d map[string]any
	discovery := announced(t, lamp.RGB)
	if err := hacheck.Discovery(discovery); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(discovery, &d); err != nil {
		t.Fatal(err)
	}
	byID := map[any]map[string]any{}
	for _, c := range d["components"].(map[string]any) {
		entity := c.(map[string]any)
		for _, shared := range []string{"availability_topic", "payload_available", "payload_not_available"} {
			entity[shared] = d[shared]
		}
		byID[entity["unique_id"]] = entity
	}
	for _, item := range y.MQTT {
		for platform, got := range item {
			want := byID[got["unique_id"]]
			if want == nil {
				t.Errorf("%v is announced nowhere", got["unique_id"])
				continue
			}
			if want["name"] == nil { // the device's
				want["name"] = "Desk lamp"
			}
			got["platform"] = platform
			text, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			var same map[string]any
			if err := json.Unmarshal(text, &same); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(same, want) {
				t.Errorf("%v\n is %v\nnot %v", got["unique_id"], same, want)
			}
		}
	}
	if len(y.MQTT) != 6 {
		t.Errorf("%d entities", len(y.MQTT))
	}
}

// The tables name what is announced.
func TestTheTablesForHomeAssistantAreTrue(t *testing.T) {
	text := page(t, homePage)
	for _, kind := range lamp.Kinds {
		var d struct {
			Components map[string]struct {
				ID      string   `json:"default_entity_id"`
				Modes   []string `json:"supported_color_modes"`
				Effects []string `json:"effect_list"`
			} `json:"components"`
		}
		if err := json.Unmarshal(announced(t, kind), &d); err != nil {
			t.Fatal(err)
		}
		row := fmt.Sprintf("\n| `%s` | `%s` |", kind, strings.Join(d.Components["light"].Modes, "`, `"))
		if !strings.Contains(text, row) {
			t.Errorf("there is no row%s", row)
		}
		for key, c := range d.Components {
			if !strings.Contains(text, "`"+c.ID+"`") {
				t.Errorf("%s: %s is not named", key, c.ID)
			}
		}
	}
}
