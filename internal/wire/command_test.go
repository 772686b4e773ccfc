package wire

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"lampd/internal/lamp"
)

// hue and saturation of a colour in degrees and percent.
func hs(h, s float64) *lamp.HS { return &lamp.HS{Hue: h / 360, Saturation: s / 100} }

// goodCommands are payloads and what they ask for.
var goodCommands = map[string]Command{
	`{}`:                           {},
	`{"state":"ON"}`:               {Change: lamp.Change{Power: new(lamp.PowerOn)}},
	`{"state":"off"}`:              {Change: lamp.Change{Power: new(lamp.PowerOff)}},
	`{"state":"Toggle"}`:           {Change: lamp.Change{Power: new(lamp.PowerToggle)}},
	`{"state":true}`:               {Change: lamp.Change{Power: new(lamp.PowerOn)}},
	`{"state":false}`:              {Change: lamp.Change{Power: new(lamp.PowerOff)}},
	`{"state":null}`:               {Change: lamp.Change{KeepPower: true}},
	`{"brightness":255}`:           {Change: lamp.Change{Brightness: new(1.)}},
	`{"brightness":0}`:             {Change: lamp.Change{Brightness: new(0.)}},
	`{"brightness":-0.0}`:          {Change: lamp.Change{Brightness: new(0.)}},
	`{"brightness":127.5}`:         {Change: lamp.Change{Brightness: new(128. / 255)}},
	`{"brightness":127.4999}`:      {Change: lamp.Change{Brightness: new(127. / 255)}},
	`{"brightness":1e2}`:           {Change: lamp.Change{Brightness: new(100. / 255)}},
	`{"brightness_percent":100}`:   {Change: lamp.Change{Brightness: new(1.)}},
	`{"brightness_percent":50}`:    {Change: lamp.Change{Brightness: new(128. / 255)}},
	`{"brightness_step":-40}`:      {Change: lamp.Change{Step: new(-40. / 255)}},
	`{"brightness_move":51}`:       {Change: lamp.Change{Move: new(51. / 255)}},
	`{"brightness_move":"stop"}`:   {Change: lamp.Change{Move: new(0.)}},
	`{"brightness_move":0}`:        {Change: lamp.Change{Move: new(0.)}},
	`{"color":{"h":30,"s":100}}`:   {Change: lamp.Change{Color: hs(30, 100)}},
	`{"color":{"s":50,"h":360}}`:   {Change: lamp.Change{Color: hs(360, 50)}},
	`{"color":"lime"}`:             {Change: lamp.Change{Color: hs(120, 100)}},
	`{"color_temp":370}`:           {Change: lamp.Change{Mireds: new(370.)}},
	`{"color_temp_kelvin":4000}`:   {Change: lamp.Change{Mireds: new(250.)}},
	`{"white":255}`:                {Change: lamp.Change{White: new(1.)}},
	`{"effect":"candle"}`:          {Change: lamp.Change{Effect: new("candle")}},
	`{"effect":null}`:              {Change: lamp.Change{Effect: new("")}},
	`{"effect":"off"}`:             {Change: lamp.Change{Effect: new("")}},
	`{"effect":"stop_effect"}`:     {Change: lamp.Change{Effect: new("")}},
	`{"effect":"finish_effect"}`:   {Change: lamp.Change{Effect: new("")}},
	`{"effect_speed":0.5}`:         {Change: lamp.Change{Speed: new(0.5)}},
	`{"flash":2}`:                  {Change: lamp.Change{Flash: new(2 * time.Second)}},
	`{"transition":0}`:             {Change: lamp.Change{Transition: new(time.Duration(0))}},
	`{"transition":0.1}`:           {Change: lamp.Change{Transition: new(100 * time.Millisecond)}},
	`{"on_time":300}`:              {Change: lamp.Change{OnTime: new(5 * time.Minute)}},
	`{"at":1767225600123}`:         {Change: lamp.Change{At: new(time.Date(2026, 1, 1, 0, 0, 0, 123e6, time.UTC))}},
	`{"expires":1767225600000.75}`: {Change: lamp.Change{Expires: new(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))}},
	`{"client":"panel"}`:           {Change: lamp.Change{Client: "panel"}},
	`{"id":"c7","foo":1,"bar":[]}`: {ID: "c7", Ignored: []string{"foo", "bar"}},
	` {"state" : "ON" } ` + "\n":   {Change: lamp.Change{Power: new(lamp.PowerOn)}},
	`{"a":{"b":{"c":{}}}}`:         {Ignored: []string{"a"}},
	`{"STATE":"OFF"}`:              {Ignored: []string{"STATE"}},
}

func TestACommandIsDecoded(t *testing.T) {
	for payload, want := range goodCommands {
		got, err := DecodeCommand([]byte(payload))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v", payload, got, err)
		}
	}
}

// badCommands are payloads and their one answer.
var badCommands = map[string]string{
	`{"brightness":300}`:                           "brightness: 300 is outside 0..255",
	`{"brightness":255.1}`:                         "brightness: 255.1 is outside 0..255",
	`{"brightness":-1}`:                            "brightness: -1 is outside 0..255",
	`{"brightness":1e999}`:                         "brightness: 1e999 is outside 0..255",
	`{"brightness":-1e999}`:                        "brightness: -1e999 is outside 0..255",
	`{"brightness":"128"}`:                         `brightness: "128" is not a number`,
	`{"brightness":true}`:                          "brightness: true is not a number",
	`{"brightness":null}`:                          "brightness: null is not a number",
	`{"brightness": [1, 2] }`:                      "brightness: [1, 2] is not a number",
	`{"brightness":NaN}`:                           `payload: {"brightness":NaN} is not JSON: invalid character 'N' looking for beginning of value`,
	`{"brightness":Infinity}`:                      `payload: {"brightness":Infinity} is not JSON: invalid character 'I' looking for beginning of value`,
	`{"state":"MAYBE"}`:                            `state: "MAYBE" is none of ON, OFF, TOGGLE, true, false, null`,
	`{"state":1}`:                                  "state: 1 is none of ON, OFF, TOGGLE, true, false, null",
	`{"brightness_percent":101}`:                   "brightness_percent: 101 is outside 0..100",
	`{"brightness_step":256}`:                      "brightness_step: 256 is outside -255..255",
	`{"brightness_move":"go"}`:                     `brightness_move: "go" is neither a number nor "stop"`,
	`{"color":null}`:                               "color: null is neither an object nor a string",
	`{"color":{}}`:                                 "color: {} has not just h and s, or r, g and b, or x and y, or hex",
	`{"color":{"h":1}}`:                            `color: {"h":1} has not just h and s, or r, g and b, or x and y, or hex`,
	`{"color":{"hs":1}}`:                           `color: {"hs":1} has not just h and s, or r, g and b, or x and y, or hex`,
	`{"color":{"h":1,"s":1,"x":1}}`:                `color: {"h":1,"s":1,"x":1} has not just h and s, or r, g and b, or x and y, or hex`,
	`{"color":{"h":361,"s":1}}`:                    "color.h: 361 is outside 0..360",
	`{"color":{"r":1,"g":256,"b":1}}`:              "color.g: 256 is outside 0..255",
	`{"color":{"x":0.3,"y":1.1}}`:                  "color.y: 1.1 is outside 0..1",
	`{"color":{"h":1,"h":2}}`:                      "color.h: given twice",
	`{"color":{"hex":"#12"}}`:                      `color.hex: "#12" is not of the form #rrggbb`,
	`{"color":"purpleish"}`:                        `color: "purpleish" is neither a CSS colour name nor #rgb nor #rrggbb`,
	`{"color_temp":152}`:                           "color_temp: 152 is outside 153..500",
	`{"color_temp_kelvin":6536}`:                   "color_temp_kelvin: 6536 is outside 2000..6535",
	`{"white":0}`:                                  "white: 0 is outside 1..255",
	`{"effect":""}`:                                `effect: "" is no name of an effect`,
	`{"effect":7}`:                                 "effect: 7 is not a string",
	`{"effect_speed":0}`:                           "effect_speed: 0 is outside 0.1..10",
	`{"flash":0}`:                                  "flash: 0 is outside 0.001..6553",
	`{"transition":6553.1}`:                        "transition: 6553.1 is outside 0..6553",
	`{"on_time":0}`:                                "on_time: 0 is outside 0.001..604800",
	`{"at":"soon"}`:                                `at: "soon" is not a number`,
	`{"expires":-1}`:                               "expires: -1 is outside 0..253402300799999",
	`{"id":7}`:                                     "id: 7 is not a string",
	`{"client":"` + strings.Repeat("ä", 40) + `"}`: `client: "` + strings.Repeat("ä", 31) + " is longer than 64 bytes",
	`{"color":{"h":1,"s":1},"white":9}`:            "color, white: only one of these can be given",
	`{"color_temp":200,"color":"red"}`:             "color_temp, color: only one of these can be given",
	`{"brightness":1,"brightness_step":1}`:         "brightness, brightness_step: only one of these can be given",
	`{"brightness":9,"brightness":9}`:              "brightness: given twice",
	`{"foo":1,"foo":2}`:                            "foo: given twice",
	`{"bright\u006eess":9,"brightness":9}`:         "brightness: given twice",
	`[1]`:                                          "payload: [1] is not an object",
	`5`:                                            "payload: 5 is not an object",
	`null`:                                         "payload: null is not an object",
	`{"a":{"b":{"c":{"d":{}}}}}`:                   "payload: nested deeper than 4 levels",
	`{"a":[[[[]]]]}`:                               "payload: nested deeper than 4 levels",
	`{} x`:                                         "payload: {} x is not JSON: invalid character 'x' after top-level value",
	`{}{}`:                                         "payload: {}{} is not JSON: invalid character '{' after top-level value",
	`{"state":"ON",}`:                              `payload: {"state":"ON",} is not JSON: invalid character '}' looking for beginning of object key string`,
	``:                                             "payload:  is not JSON: unexpected end of JSON input",
	"{\"client\":\"\xff\"}":                        "payload: not UTF-8",
	`{"a":"` + strings.Repeat("x", 4096):           "payload: 4102 bytes are more than 4096",
	`{"brightness":` + strings.Repeat("9", 100) + `}`: "brightness: " + strings.Repeat("9", 64) + " is outside 0..255",
}

func TestABadCommandIsRefusedInWords(t *testing.T) {
	for payload, want := range badCommands {
		got, err := DecodeCommand([]byte(payload))
		if err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", payload, err, want)
		}
		if !reflect.DeepEqual(got, Command{}) {
			t.Errorf("%s: something of it was taken: %+v", payload, got)
		}
	}
}

func TestARefusedCommandKeepsItsID(t *testing.T) {
	for payload, want := range map[string]string{
		`{"brightness":300,"id":"c7"}`:             "c7",
		`{"id":"c7","white":1,"color":"red"}`:      "c7",
		`{"a":1,"a":2,"id":"c7"}`:                  "c7",
		`{"a":[[[[[1]]]]],"id":"c7"}`:              "c7",
		`{"id":"c7","id":"c8"}`:                    "c8",
		`{"id":7}`:                                 "",
		`{"id":"` + strings.Repeat("x", 65) + `"}`: "",
		`{"id":"c7"`:                               "",
	} {
		got, err := DecodeCommand([]byte(payload))
		if err == nil || got.ID != want {
			t.Errorf("%s: got %q, %v", payload, got.ID, err)
		}
	}
}

func TestUnknownKeysAreNamedWithinBounds(t *testing.T) {
	payload := `{"` + strings.Repeat("k", 100) + `":1`
	for _, key := range strings.Split("abcdefghijkl", "") {
		payload += `,"` + key + `":1`
	}
	got, err := DecodeCommand([]byte(payload + "}"))
	if err != nil || len(got.Ignored) != maxIgnored || len(got.Ignored[0]) != 64 {
		t.Errorf("got %q, %v", got.Ignored, err)
	}
}

func TestNoZeroIsNegative(t *testing.T) {
	c, err := DecodeCommand([]byte(`{"color":{"h":-0,"s":-0.0},"brightness_move":-0}`))
	if err != nil || math.Signbit(c.Color.Hue) || math.Signbit(c.Color.Saturation) || math.Signbit(*c.Move) {
		t.Errorf("got %+v, %v", c, err)
	}
}
