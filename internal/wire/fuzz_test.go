package wire

import (
	"bytes"
	"math"
	"reflect"
	"testing"
	"time"
	"unicode/utf8"

	"lampd/internal/lamp"
)

// within tells of every number of a change that is out of its range.
func within(t *testing.T, c lamp.Change) {
	for _, r := range []struct {
		name      string
		value     *float64
		low, high float64
	}{
		{"brightness", c.Brightness, 0, 1},
		{"step", c.Step, -1, 1},
		{"move", c.Move, -1, 1},
		{"mireds", c.Mireds, 153, 500},
		{"white", c.White, 1. / 255, 1},
		{"speed", c.Speed, 0.1, 10},
	} {
		if r.value != nil && !(*r.value >= r.low && *r.value <= r.high && !(*r.value == 0 && math.Signbit(*r.value))) {
			t.Errorf("%s %v is outside %v..%v", r.name, *r.value, r.low, r.high)
		}
	}
	if hs := c.Color; hs != nil && !(hs.Hue >= 0 && hs.Hue <= 1 && hs.Saturation >= 0 && hs.Saturation <= 1) {
		t.Errorf("colour %v", *hs)
	}
	for _, d := range []*time.Duration{c.Flash, c.Transition, c.OnTime} {
		if d != nil && (*d < 0 || *d > 7*24*time.Hour) {
			t.Errorf("duration %v", *d)
		}
	}
	for _, at := range []*time.Time{c.At, c.Expires} {
		if at != nil && (at.Year() < 1970 || at.Year() > 9999) {
			t.Errorf("time %v", *at)
		}
	}
	if len(c.Client) > maxName || c.Effect != nil && len(*c.Effect) > maxName {
		t.Errorf("a long name: %q, %v", c.Client, c.Effect)
	}
}

// short tells of an error that repeats too much of a payload.
func short(t *testing.T, err error) {
	if text := err.Error(); len(text) > 300 || !utf8.ValidString(text) {
		t.Errorf("%d bytes of error: %q", len(text), text)
	}
}

// command checks what every decoder of commands promises.
func command(t *testing.T, c Command, err error) {
	if err != nil {
		short(t, err)
		if !reflect.DeepEqual(c, Command{ID: c.ID}) {
			t.Errorf("refused, but %+v", c)
		}
	}
	within(t, c.Change)
	for _, text := range append(c.Ignored, c.ID) {
		if len(text) > maxName || !utf8.ValidString(text) {
			t.Errorf("a long or a broken text: %q", text)
		}
	}
	if len(c.Ignored) > maxIgnored {
		t.Errorf("%d ignored", len(c.Ignored))
	}
}

func FuzzCommand(f *testing.F) {
	for payload := range goodCommands {
		f.Add([]byte(payload))
	}
	for payload := range badCommands {
		f.Add([]byte(payload))
	}
	for _, name := range []string{"homeassistant.jsonl", "zigbee2mqtt.jsonl"} {
		for _, line := range lines(f, name) {
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		c, err := DecodeCommand(payload)
		command(t, c, err)
	})
}

func FuzzProperty(f *testing.F) {
	for _, tt := range badProperties {
		f.Add(tt.property, []byte(tt.text))
	}
	f.Add("color", []byte("rgb(1,2,3)"))
	f.Add("color", []byte("30,100"))
	f.Add("color", []byte("#abcdef"))
	f.Add("brightness", []byte("50%"))
	f.Fuzz(func(t *testing.T, property string, payload []byte) {
		if !utf8.ValidString(property) {
			t.Skip("the broker refuses such a topic")
		}
		c, err := DecodeProperty(property, payload)
		command(t, c, err)
	})
}

func FuzzCourse(f *testing.F) {
	f.Add([]byte(`{"client":"a","on":true,"brightness":0.5,"color":{"h":1,"s":0.25},"x":[{}]}`))
	f.Add([]byte(`{"client":"a","brightness":NaN}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		c, err := DecodeCourse(payload)
		if err != nil {
			short(t, err)
			if !reflect.DeepEqual(c, lamp.Change{}) {
				t.Errorf("refused, but %+v", c)
			}
			return
		}
		within(t, c)
		s := lamp.State{Client: c.Client}
		if c.Brightness != nil {
			s.Brightness = *c.Brightness
		}
		if c.Color != nil {
			s.Hue, s.Saturation = c.Color.Hue, c.Color.Saturation
		}
		changed := EncodeCourse(s)
		again, err := DecodeCourse(changed)
		if err != nil || again.Client != c.Client || math.Abs(*again.Brightness-s.Brightness) > 0.005001 {
			t.Errorf("%s came back as %s, %+v, %v", payload, changed, again, err)
		}
	})
}

func FuzzState(f *testing.F) {
	for _, tt := range reports {
		f.Add([]byte(tt.want))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		r, err := DecodeState(payload)
		if err != nil {
			short(t, err)
			return
		}
		first := EncodeState(r)
		again, err := DecodeState(first)
		if second := EncodeState(again); err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s came back as %s, %v", first, second, err)
		}
	})
}

func FuzzReply(f *testing.F) {
	f.Add([]byte(`{"id":"c7","result":"rejected","topic":"lamp/desk/set","error":"a: b","ignored":["foo"]}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		r, err := DecodeReply(payload)
		if err != nil {
			short(t, err)
			return
		}
		first := EncodeReply(r)
		again, err := DecodeReply(first)
		if second := EncodeReply(again); err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s came back as %s, %v", first, second, err)
		}
	})
}

func FuzzInfo(f *testing.F) {
	f.Add(EncodeInfo(Info{ID: "desk", Started: time.Unix(0, 0), Temperature: new(40.), Problems: []string{"x"}}))
	f.Fuzz(func(t *testing.T, payload []byte) {
		i, err := DecodeInfo(payload)
		if err != nil {
			short(t, err)
			return
		}
		first := EncodeInfo(i)
		again, err := DecodeInfo(first)
		if second := EncodeInfo(again); err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s came back as %s, %v", first, second, err)
		}
	})
}

func FuzzTopics(f *testing.F) {
	f.Add("desk", "study", "lamp/{id}/set", "lamp/desk/set/color")
	f.Add("a", "b", "{group}", "{id}/x/")
	f.Fuzz(func(t *testing.T, id, group, set, topic string) {
		topics, err := NewTopics(id, []string{group}, "ha", map[string]string{"set": set})
		if err != nil {
			if !utf8.ValidString(err.Error()) {
				t.Errorf("%q", err)
			}
			return
		}
		if got := topics.Route(topics.Set[0]); got.Kind != Set {
			t.Errorf("%s is routed to %+v", topics.Set[0], got)
		}
		if got := topics.Route(topic); (got.Kind == Property) != (got.Property != "") {
			t.Errorf("%q is routed to %+v", topic, got)
		}
	})
}
