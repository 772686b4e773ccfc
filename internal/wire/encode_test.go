package wire

import (
	"reflect"
	"testing"
)

func TestACommandIsWrittenInTheContractsWords(t *testing.T) {
	for given, want := range map[string]string{
		`{}`:                                             `{}`,
		`{"state":"on"}`:                                 `{"state":"ON"}`,
		`{"state":false}`:                                `{"state":"OFF"}`,
		`{"state":null,"brightness":3}`:                  `{"state":null,"brightness":3}`,
		`{"brightness_percent":50}`:                      `{"brightness":128}`,
		`{"brightness_step":-10}`:                        `{"brightness_step":-10}`,
		`{"brightness_move":"stop"}`:                     `{"brightness_move":0}`,
		`{"color":"orange"}`:                             `{"color":{"h":38.824,"s":100}}`,
		`{"color_temp_kelvin":2700}`:                     `{"color_temp":370.37}`,
		`{"white":255}`:                                  `{"white":255}`,
		`{"effect":null}`:                                `{"effect":"off"}`,
		`{"effect":"candle","effect_speed":2}`:           `{"effect":"candle","effect_speed":2}`,
		`{"flash":0.5,"transition":0,"on_time":60}`:      `{"flash":0.5,"transition":0,"on_time":60}`,
		`{"at":1,"expires":2,"id":"<a>","client":"b\""}`: `{"at":1,"expires":2,"id":"<a>","client":"b\""}`,
	} {
		c, err := DecodeCommand([]byte(given))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(EncodeCommand(c)); got != want {
			t.Errorf("%s is written as %s, not %s", given, got, want)
		}
	}
}

// What is written once is read back as it was, whatever it was made from.
func FuzzEncodeCommand(f *testing.F) {
	for _, seed := range []string{
		`{"state":"TOGGLE","brightness":12.4,"color":"hotpink","transition":0.1,"client":"x"}`,
		`{"state":null,"brightness_move":7.7,"color_temp":370.3704,"effect":"off","at":1700000000000}`,
		`{"white":1,"flash":0.0011,"on_time":604800,"effect_speed":0.1,"expires":253402300799999}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		c, err := DecodeCommand(payload)
		if err != nil {
			return
		}
		written := EncodeCommand(c)
		read, err := DecodeCommand(written)
		if err != nil {
			t.Fatalf("%s was written as %s: %v", payload, written, err)
		}
		again, err := DecodeCommand(EncodeCommand(read))
		if err != nil || !reflect.DeepEqual(again, read) {
			t.Errorf("%s became %+v, then %+v (%v)", written, read, again, err)
		}
	})
}
