package wire

import (
	"testing"
	"time"

	"lampd/internal/lamp"
)

func BenchmarkDecodeCommand(b *testing.B) {
	for _, c := range []struct{ name, payload string }{
		{"switch", `{"state":"ON"}`},
		{"Home Assistant", `{"state":"ON","brightness":191,"color":{"h":30,"s":100},"transition":2}`},
		{"in step", `{"color":"orange","brightness_percent":40,"at":1767225600123,"expires":1767225605000,"id":"c7","client":"panel"}`},
		{"refused", `{"state":"ON","brightness":300}`},
	} {
		b.Run(c.name, func(b *testing.B) {
			payload := []byte(c.payload)
			b.ReportAllocs()
			for b.Loop() {
				_, _ = DecodeCommand(payload)
			}
		})
	}
}

func BenchmarkDecodeProperty(b *testing.B) {
	payload := []byte("orange")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeProperty("color", payload); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeCourse(b *testing.B) {
	payload := []byte(`{"client":"x","on":true,"brightness":0.5,"color":{"h":0.1,"s":1}}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeCourse(payload); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeState(b *testing.B) {
	r := lamp.Report{
		State: lamp.State{On: true, Brightness: 0.75, Mode: lamp.ModeHS, Hue: 0.1, Saturation: 1, Client: "panel", Version: 17},
		Ends:  time.Now(),
	}
	b.ReportAllocs()
	for b.Loop() {
		EncodeState(r)
	}
}

func BenchmarkRoute(b *testing.B) {
	topics, err := NewTopics("desk", []string{"study", "ground-floor"}, "homeassistant", nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, topic := range []string{"lamp/desk/set", "lamp/all/set/color", "lamp/other/state"} {
		b.Run(topic, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				topics.Route(topic)
			}
		})
	}
}
