package hacheck

import (
	"strings"
	"testing"
)

const good = `{"device":{"identifiers":["x"],"name":"X"},"origin":{"name":"o"},"availability_topic":"a","components":{` +
	`"light":{"platform":"light","schema":"json","unique_id":"u","default_entity_id":"light.x","command_topic":"c",` +
	`"brightness":true,"supported_color_modes":["hs","color_temp","white"],"min_kelvin":2000,"max_kelvin":6535,` +
	`"effect":true,"effect_list":["off","blink"]},"gone":{"platform":"sensor"}}}`

const state = `{"state":"ON","brightness":9,"color_mode":"hs","color":{"h":1,"s":2},"effect":"off","version":1}`

func TestWhatHomeAssistantTakesIsTaken(t *testing.T) {
	if err := Discovery([]byte(good)); err != nil {
		t.Error(err)
	}
	if err := State([]byte(good), []byte(state)); err != nil {
		t.Error(err)
	}
	if err := Topic("ha/device/desk_1-a/config", "ha"); err != nil {
		t.Error(err)
	}
}

func TestWhatHomeAssistantRefusesIsRefused(t *testing.T) {
	for _, tt := range []struct{ from, to, want string }{
		{`"availability_topic"`, `"~"`, "unknown key ~"},
		{`"origin":{"name":"o"},`, ``, "origin is missing"},
		{`"identifiers":["x"],`, ``, "identifiers is missing"},
		{`"identifiers":["x"]`, `"identifiers":["x"],"manufactorer":"m"`, "unknown key manufactorer"},
		{`"availability_topic":"a"`, `"availability_topic":"a/#"`, "not a topic"},
		{`"platform":"sensor"`, `"platform":"lamp"`, "platform"},
		{`"gone"`, `"go ne"`, "no id of a component"},
		{`"unique_id":"u",`, ``, "unique_id is missing"},
		{`"command_topic":"c",`, ``, "command_topic is missing"},
		{`"default_entity_id":"light.x"`, `"default_entity_id":"sensor.x"`, "another platform"},
		{`"default_entity_id":"light.x"`, `"default_entity_id":"light.x-y"`, "not an entity id"},
		{`"brightness":true`, `"brightness":"true"`, "not a boolean"},
		{`"brightness":true,`, ``, "brightness is not true"},
		{`["hs","color_temp","white"]`, `["brightness","color_temp"]`, "stand alone"},
		{`["hs","color_temp","white"]`, `["color_temp","white"]`, "beside a colour"},
		{`["hs","color_temp","white"]`, `["hs","hs"]`, "twice"},
		{`["hs","color_temp","white"]`, `["hs","hue"]`, "none of"},
		{`["hs","color_temp","white"]`, `["hs"]`, "kelvin"},
		{`"min_kelvin":2000`, `"min_kelvin":7000`, "kelvin"},
		{`"min_kelvin":2000`, `"min_kelvin":2000.5`, "whole"},
		{`,"effect_list":["off","blink"]`, ``, "effect_list"},
		{`"schema":"json"`, `"schema":"basic"`, "none of"},
		{`{"platform":"sensor"}`, `{"platform":"sensor","unique_id":"u","state_topic":"s"}`, "taken"},
		{`{"platform":"sensor"}`, `{"platform":"sensor","unique_id":"v","state_topic":"s","entity_category":"config"}`, "none of"},
		{`{"platform":"sensor"}`, `{"platform":"sensor","unique_id":"v","state_topic":"s","value_template":"{{ x }"}`, "template"},
	} {
		bad := strings.Replace(good, tt.from, tt.to, 1)
		if err := Discovery([]byte(bad)); bad == good || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.to, err, tt.want)
		}
	}
}

func TestAStateThatHomeAssistantWouldNotTakeIsRefused(t *testing.T) {
	for _, tt := range []struct{ from, to, want string }{
		{`"state":"ON",`, ``, "neither ON nor OFF"},
		{`"brightness":9`, `"brightness":0`, "not whole in"},
		{`"brightness":9,`, ``, "not whole in"},
		{`"brightness":9`, `"brightness":1.5`, "not whole in"},
		{`"color_mode":"hs"`, `"color_mode":"xy"`, "is not in"},
		{`"color_mode":"hs"`, `"color_mode":"white"`, "color beside"},
		{`"version":1`, `"color_temp":200`, "color_temp beside"},
		{`"h":1`, `"h":361`, "is not h"},
		{`"effect":"off"`, `"effect":null`, "is not in"},
	} {
		bad := strings.Replace(state, tt.from, tt.to, 1)
		if err := State([]byte(good), []byte(bad)); bad == state || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.to, err, tt.want)
		}
	}
	if Topic("ha/device/a b/config", "ha") == nil || Topic("ha/light/a/config", "ha") == nil {
		t.Error("a wrong topic was taken")
	}
}
