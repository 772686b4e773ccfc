package mqttlink

import (
	"bytes"
	"testing"
)

// BenchmarkLimiter reads a command through the limiter, as paho does: a byte,
// then the rest.
func BenchmarkLimiter(b *testing.B) {
	packet := publish("lamp/desk/set", []byte(`{"state":"ON","brightness":191}`), 1)
	source := bytes.NewReader(packet)
	l := newLimiter(source, func() {})
	got := make([]byte, len(packet))
	b.SetBytes(int64(len(packet)))
	b.ReportAllocs()
	for b.Loop() {
		source.Seek(0, 0)
		for n := 0; n < len(packet); {
			m, err := l.Read(got[n:])
			if err != nil {
				b.Fatal(err)
			}
			n += m
		}
	}
}
