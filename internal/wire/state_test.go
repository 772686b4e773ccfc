package wire

import (
	"math"
	"strings"
	"testing"
	"time"

	"lampd/internal/lamp"
)

// reports are states and their exact words.
var reports = []struct {
	it     string
	report lamp.Report
	want   string
}{
	{"the first example of docs/topics.md", lamp.Report{
		State: lamp.State{On: true, Brightness: 191. / 255, Mode: lamp.ModeHS, Hue: 30. / 360, Saturation: 1, Client: "panel", Version: 17},
		Ends:  time.Date(2026, 1, 1, 1, 0, 0, 999, time.FixedZone("", 3600)),
	}, `{"state":"ON","brightness":191,"color_mode":"hs","color":{"h":30,"s":100},"effect":"off","client":"panel","version":17,"transition_ends":"2026-01-01T00:00:00.000Z"}`},
	{"off keeps the level that ON brings back", lamp.Report{
		State: lamp.State{Brightness: 0.001, Mode: lamp.ModeTemperature, Mireds: 250.4, Effect: "", Version: 1},
	}, `{"state":"OFF","brightness":1,"color_mode":"color_temp","color_temp":250,"effect":"off","version":1}`},
	{"an effect, a colour in thousandths, letters of web pages", lamp.Report{
		State: lamp.State{On: true, Brightness: 1, Mode: lamp.ModeHS, Hue: 1. / 3, Saturation: 2. / 3, Effect: "candle", Client: "<a&ö>", Version: 2},
	}, `{"state":"ON","brightness":255,"color_mode":"hs","color":{"h":120,"s":66.667},"effect":"candle","client":"<a&ö>","version":2}`},
	{"white alone", lamp.Report{
		State: lamp.State{On: true, Brightness: 0.5, Mode: lamp.ModeWhite, Hue: 0.5},
	}, `{"state":"ON","brightness":128,"color_mode":"white","effect":"off","version":0}`},
	{"a lamp that cannot be dimmed", lamp.Report{
		State: lamp.State{On: true, Brightness: 1, Mode: lamp.ModeOnOff, Version: math.MaxUint64},
	}, `{"state":"ON","color_mode":"onoff","effect":"off","version":18446744073709551615}`},
	{"the course's brightness of zero is off", lamp.Report{
		State: lamp.State{On: true, Zero: true, Brightness: 0.2, Mode: lamp.ModeBrightness},
	}, `{"state":"OFF","brightness":51,"color_mode":"brightness","effect":"off","version":0}`},
}

func TestAStateIsWrittenByteForByte(t *testing.T) {
	for _, tt := range reports {
		if got := string(EncodeState(tt.report)); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.it, got, tt.want)
		}
	}
}

func TestAStateIsReadAsItWasWritten(t *testing.T) {
	for _, tt := range reports {
		r, err := DecodeState([]byte(tt.want))
		if err != nil {
			t.Errorf("%s: %v", tt.it, err)
		}
		if got := string(EncodeState(r)); got != tt.want {
			t.Errorf("%s: came back as %s", tt.want, got)
		}
	}
}

func TestWhatIsNoStateIsRefused(t *testing.T) {
	for payload, want := range map[string]string{
		``:   "state: unexpected end",
		`[]`: "state: json: cannot unmarshal array",
		`{"state":"ON","brightness":9,"color_mode":"xy"}`:                                 "color_mode: xy is none of [onoff brightness color_temp hs white]",
		`{"state":"on","color_mode":"onoff"}`:                                             "state: on is neither ON nor OFF",
		`{"state":"ON","brightness":256,"color_mode":"brightness"}`:                       "brightness: 256 is outside 1..255",
		`{"state":"ON","brightness":-1,"color_mode":"brightness"}`:                        "brightness: -1 is outside 1..255",
		`{"state":"ON","color_mode":"brightness"}`:                                        "brightness: 0 does not fit color_mode brightness",
		`{"state":"ON","brightness":9,"color_mode":"hs"}`:                                 "color: does not fit color_mode hs",
		`{"state":"ON","brightness":9,"color_mode":"hs","color":{"h":-1,"s":1}}`:          "color: -1, 1 is outside",
		`{"state":"ON","brightness":9,"color_mode":"color_temp"}`:                         "color_temp: 0 does not fit",
		`{"state":"ON","brightness":9,"color_mode":"color_temp","color_temp":1001}`:       "color_temp: 1001 is outside",
		`{"state":"ON","brightness":9,"color_mode":"white","transition_ends":"tomorrow"}`: "transition_ends: tomorrow is not of the form",
	} {
		_, err := DecodeState([]byte(payload))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", payload, err, want)
		}
	}
}
