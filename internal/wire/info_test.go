package wire

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"lampd/internal/lamp"
)

func TestAReplyIsWrittenByteForByte(t *testing.T) {
	for _, tt := range []struct {
		reply Reply
		want  string
	}{
		{Reply{ID: "c7", Result: Rejected, Topic: "lamp/desk/set", Error: "brightness: 300 is outside 0..255", Ignored: []string{"foo"}},
			`{"id":"c7","result":"rejected","topic":"lamp/desk/set","error":"brightness: 300 is outside 0..255","ignored":["foo"]}`},
		{Reply{Result: Retained, Topic: "lamp/all/set/color"}, `{"result":"retained","topic":"lamp/all/set/color"}`},
	} {
		got := EncodeReply(tt.reply)
		if string(got) != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
		if back, err := DecodeReply(got); err != nil || !reflect.DeepEqual(back, tt.reply) {
			t.Errorf("%s came back as %+v, %v", got, back, err)
		}
	}
}

func TestALongTopicIsCutInAReply(t *testing.T) {
	got := EncodeReply(Reply{Result: Rejected, Topic: strings.Repeat("x", 8000)})
	if len(got) > 100 {
		t.Errorf("%d bytes", len(got))
	}
}

func TestWhatIsNoReplyIsRefused(t *testing.T) {
	for _, payload := range []string{``, `[]`, `{}`, `{"result":"done"}`, `{"result":1}`} {
		if r, err := DecodeReply([]byte(payload)); err == nil {
			t.Errorf("%s: got %+v", payload, r)
		}
	}
}

func TestAnInfoIsWrittenByteForByte(t *testing.T) {
	started := time.Date(2026, 1, 1, 0, 0, 0, 123456789, time.UTC)
	full := Info{
		ID: "desk", Name: "Desk lamp", Groups: []string{"study"}, Version: "1.0", Board: "Raspberry Pi 5", Kind: lamp.RGB,
		Outputs:    []Output{{Channel: "red", Pin: "GPIO19", Frequency: 2000, Steps: 25000, Flicker: "low risk", FirstLevel: 2}},
		ColorModes: lamp.RGB.ColorModes(), Effects: []string{"candle"}, Clock: lamp.Synced, Session: "a1", Boot: "b2",
		Started: started, Seen: started.Add(time.Minute), Connects: 3, Heals: 1, Conflict: true, Rejected: 4, Retained: 5, Dropped: 6, Cut: 7,
		Problems: []string{"The id is in use."}, Temperature: new(48.5), Undervoltage: new(false),
	}
	for want, info := range map[string]Info{
		`{"id":"desk","name":"Desk lamp","groups":["study"],"version":"1.0","board":"Raspberry Pi 5","kind":"rgb",` +
			`"outputs":[{"channel":"red","pin":"GPIO19","frequency_hz":2000,"steps":25000,"flicker":"low risk","first_level":2}],` +
			`"color_modes":["hs"],"effects":["candle"],"clock":"synced","session":"a1","boot":"b2",` +
			`"started":"2026-01-01T00:00:00.123Z","seen":"2026-01-01T00:01:00.123Z","connects":3,"heals":1,"conflict":true,` +
			`"rejected":4,"retained":5,"replies_dropped":6,"cut":7,"problems":["The id is in use."],"temperature":48.5,"undervoltage":false}`: full,
		`{"id":"desk","name":"","groups":[],"version":"","board":"","kind":"","outputs":[],"color_modes":[],"effects":[],` +
			`"clock":"","session":"","boot":"","started":"0001-01-01T00:00:00Z","seen":"0001-01-01T00:00:00Z","connects":0,` +
			`"heals":0,"conflict":false,"rejected":0,"retained":0,"replies_dropped":0,"cut":0,"problems":[]}`: {ID: "desk"},
	} {
		got := EncodeInfo(info)
		if string(got) != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
		back, err := DecodeInfo(got)
		if again := EncodeInfo(back); err != nil || string(again) != want {
			t.Errorf("%s came back as %s, %v", want, again, err)
		}
	}
}

func TestWhatIsNoInfoIsRefused(t *testing.T) {
	for _, payload := range []string{``, `[]`, `{}`, `{"id":"+"}`, `{"id":"desk","connects":"1"}`, `{"id":"desk","seen":"9999-12-31T23:59:59-01:00"}`} {
		if i, err := DecodeInfo([]byte(payload)); err == nil {
			t.Errorf("%s: got %+v", payload, i)
		}
	}
}
