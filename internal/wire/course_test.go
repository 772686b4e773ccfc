package wire

import (
	"reflect"
	"strings"
	"testing"

	"lampd/internal/lamp"
)

func TestACourseMessageIsDecoded(t *testing.T) {
	course := func(c lamp.Change) lamp.Change {
		c.ZeroIsLevel, c.KeepPower = true, true
		return c
	}
	for payload, want := range map[string]lamp.Change{
		`{"client":"lamp_ui"}`:                                    {Client: "lamp_ui"},
		`{"client":"","on":true}`:                                 {Power: new(lamp.PowerOn)},
		`{"client":"a","on":false,"brightness":0}`:                {Client: "a", Power: new(lamp.PowerOff), Brightness: new(0.)},
		`{"client":"a","brightness":0.123}`:                       {Client: "a", Brightness: new(0.123)},
		`{"client":"a","color":{"h":1,"s":0}}`:                    {Client: "a", Color: &lamp.HS{Hue: 1}},
		`{"client":"a","color":{"h":1.0,"s":1.0,"v":"x"},"x":[]}`: {Client: "a", Color: &lamp.HS{Hue: 1, Saturation: 1}},
	} {
		got, err := DecodeCourse([]byte(payload))
		if err != nil || !reflect.DeepEqual(got, course(want)) {
			t.Errorf("%s: got %+v, %v", payload, got, err)
		}
	}
}

func TestABadCourseMessageChangesNothing(t *testing.T) {
	for payload, want := range map[string]string{
		`{"on":true}`:                                  "client: missing",
		`{"client":1}`:                                 "client: 1 is not a string",
		`{"client":null}`:                              "client: null is not a string",
		`{"client":"a","on":1}`:                        "on: 1 is neither true nor false",
		`{"client":"a","on":"true"}`:                   `on: "true" is neither true nor false`,
		`{"client":"a","brightness":true}`:             "brightness: true is not a number",
		`{"client":"a","brightness":"0.5"}`:            `brightness: "0.5" is not a number`,
		`{"client":"a","brightness":1.01}`:             "brightness: 1.01 is outside 0..1",
		`{"client":"a","brightness":-0.1}`:             "brightness: -0.1 is outside 0..1",
		`{"client":"a","brightness":NaN}`:              "invalid character 'N'",
		`{"client":"a","brightness":null}`:             "brightness: null is not a number",
		`{"client":"a","color":{"h":0.5}}`:             `color: {"h":0.5} has not both h and s`,
		`{"client":"a","color":{"h":0.5,"s":1.1}}`:     "color.s: 1.1 is outside 0..1",
		`{"client":"a","color":{"h":false,"s":1}}`:     "color.h: false is not a number",
		`{"client":"a","color":"red"}`:                 `color: "red" is not an object`,
		`{"on":true,"client":"a","brightness":2}`:      "brightness: 2 is outside 0..1",
		`{"client":"a","client":"b"}`:                  "client: given twice",
		`[]`:                                           "payload: [] is not an object",
		``:                                             "unexpected end",
		`{"client":"` + strings.Repeat("x", 65) + `"}`: "is longer than 64 bytes",
	} {
		got, err := DecodeCourse([]byte(payload))
		if err == nil || !strings.Contains(err.Error(), want) || !reflect.DeepEqual(got, lamp.Change{}) {
			t.Errorf("%s: got %+v, %v; want %s", payload, got, err, want)
		}
	}
}

func TestACourseStateIsWrittenByteForByte(t *testing.T) {
	for want, s := range map[string]lamp.State{
		`{"color":{"h":1.0,"s":1.0},"brightness":1.0,"on":true,"client":""}`:         {On: true, Brightness: 1, Hue: 1, Saturation: 1},
		`{"color":{"h":0.33,"s":0.67},"brightness":0.5,"on":false,"client":"lampd"}`: {Brightness: 0.5, Hue: 1. / 3, Saturation: 2. / 3, Client: "lampd"},
		`{"color":{"h":0.0,"s":0.0},"brightness":0.0,"on":true,"client":"lampd"}`:    {On: true, Client: "panel", Version: 7},
		`{"color":{"h":0.0,"s":0.0},"brightness":0.0,"on":true,"client":"lamp_ui"}`:  {On: true, Client: "lamp_ui", Version: 8, Course: true},
		`{"color":{"h":0.0,"s":0.1},"brightness":0.0,"on":true,"client":"\"<é"}`:     {On: true, Zero: true, Brightness: 0.2, Saturation: 0.1, Client: `"<é`},
	} {
		if got := string(EncodeCourse(s)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Each want is json.dumps(round(f, 2)) as Python 3.11 printed it.
func TestNumbersAreRoundedAsPythonDoes(t *testing.T) {
	for f, want := range map[float64]string{
		0: "0.0", 1: "1.0", 0.5: "0.5", 0.1: "0.1", 0.125: "0.12", 0.375: "0.38", 0.625: "0.62", 0.875: "0.88",
		0.005: "0.01", 0.015: "0.01", 0.025: "0.03", 0.285: "0.28", 0.045: "0.04", 0.675: "0.68", 0.995: "0.99",
		0.004999: "0.0", 0.996: "1.0", 1. / 255: "0.0", 2. / 3: "0.67", 0.07: "0.07",
	} {
		if got := python(f); got != want {
			t.Errorf("%v: got %s, want %s", f, got, want)
		}
	}
}
