package wire

import (
	"reflect"
	"testing"

	"lampd/internal/lamp"
)

func TestAPropertyIsPlainText(t *testing.T) {
	for _, tt := range []struct {
		property, text string
		want           lamp.Change
	}{
		{"state", "on", lamp.Change{Power: new(lamp.PowerOn)}},
		{"state", "TRUE", lamp.Change{Power: new(lamp.PowerOn)}},
		{"state", "1", lamp.Change{Power: new(lamp.PowerOn)}},
		{"state", "0", lamp.Change{Power: new(lamp.PowerOff)}},
		{"state", " OFF\n", lamp.Change{Power: new(lamp.PowerOff)}},
		{"state", "toggle", lamp.Change{Power: new(lamp.PowerToggle)}},
		{"brightness", "128", lamp.Change{Brightness: new(128. / 255)}},
		{"brightness", "50%", lamp.Change{Brightness: new(128. / 255)}},
		{"brightness", "50 %", lamp.Change{Brightness: new(128. / 255)}},
		{"color", "Orange", lamp.Change{Color: new(lamp.FromRGB(1, 165./255, 0))}},
		{"color", "#0f0", lamp.Change{Color: hs(120, 100)}},
		{"color", "30,100", lamp.Change{Color: hs(30, 100)}},
		{"color", "rgb(0, 0, 255)", lamp.Change{Color: hs(240, 100)}},
		{"color_temp", "370", lamp.Change{Mireds: new(370.)}},
		{"effect", "candle", lamp.Change{Effect: new("candle")}},
		{"effect", "off", lamp.Change{Effect: new("")}},
	} {
		got, err := DecodeProperty(tt.property, []byte(tt.text))
		if err != nil || !reflect.DeepEqual(got, Command{Change: tt.want}) {
			t.Errorf("%s %q: got %+v, %v", tt.property, tt.text, got, err)
		}
	}
}

// badProperties are plain texts and their one answer.
var badProperties = []struct{ property, text, want string }{
	{"state", "maybe", "state: maybe is none of ON, OFF, TOGGLE, true, false, null"},
	{"state", "", "state:  is none of ON, OFF, TOGGLE, true, false, null"},
	{"brightness", "300", "brightness: 300 is outside 0..255"},
	{"brightness", "101%", "brightness_percent: 101 is outside 0..100"},
	{"brightness", "0x10", "brightness: 0x10 is not a number"},
	{"brightness", "NaN", "brightness: NaN is not a number"},
	{"brightness", "1e999", "brightness: 1e999 is outside 0..255"},
	{"brightness", "true", "brightness: true is not a number"},
	{"brightness", `"5"`, `brightness: "5" is not a number`},
	{"brightness", "", "brightness:  is not a number"},
	{"color", "30,101", "color.s: 101 is outside 0..100"},
	{"color", "rgb(1,2)", "color: rgb(1,2) is neither a CSS colour name nor #rgb nor #rrggbb"},
	{"color", "rgb(1,2,x)", "color.b: x is not a number"},
	{"color", "rgb(1,2,3", "color: rgb(1,2,3 is neither a CSS colour name nor #rgb nor #rrggbb"},
	{"color_temp", "2700K", "color_temp: 2700K is not a number"},
	{"effect", "", "effect:  is no name of an effect"},
	{"brightness", "\xff", "payload: not UTF-8"},
	{"power", "1", "power: unknown property; known are state, brightness, color, color_temp, effect"},
}

func TestABadPropertyIsRefusedInWords(t *testing.T) {
	for _, tt := range badProperties {
		got, err := DecodeProperty(tt.property, []byte(tt.text))
		if err == nil || err.Error() != tt.want || !reflect.DeepEqual(got, Command{}) {
			t.Errorf("%s %q:\n got %v\nwant %s", tt.property, tt.text, err, tt.want)
		}
	}
}
