package mqttlink

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// publish returns the bytes of a PUBLISH.
func publish(topic string, payload []byte, qos byte) []byte {
	p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	p.TopicName, p.Payload, p.Qos, p.MessageID = topic, payload, qos, 77
	var b bytes.Buffer
	_ = p.Write(&b)
	return b.Bytes()
}

var ping = []byte{0xd0, 0}

func TestALongPublishIsCutAndTheNextPacketIsWhole(t *testing.T) {
	long := strings.Repeat("x", 60000)
	for _, c := range []struct {
		name           string
		topic          string
		payload        int
		qos            byte
		wantTopic, cut int // bytes kept
		over           int
	}{
		{"a short one passes", "a/b", 100, 1, 3, 100, 0},
		{"the longest that passes", "a/b", maxPacket - 7, 1, 3, maxPacket - 7, 0},
		{"one byte more is cut", "a/b", maxPacket - 6, 1, 3, maxPacket - 7, 1},
		{"at QoS 0 there is no identifier", "a/b", 1 << 20, 0, 3, maxPacket - 5, 1},
		{"a topic that long is cut too", long, 1 << 20, 1, maxTopic, maxPacket - 4 - maxTopic, 1},
		{"a topic that long with a short payload", long, 3, 1, maxTopic, 3, 1},
		{"an empty payload behind a long topic", long, 0, 2, maxTopic, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			over := 0
			in := append(publish(c.topic, bytes.Repeat([]byte("p"), c.payload), c.qos), ping...)
			l := newLimiter(iotest.OneByteReader(bytes.NewReader(in)), func() { over++ })
			got, err := packets.ReadPacket(l)
			if err != nil {
				t.Fatal(err)
			}
			p := got.(*packets.PublishPacket)
			if p.TopicName != c.topic[:c.wantTopic] || len(p.Payload) != c.cut || strings.Trim(string(p.Payload), "p") != "" {
				t.Errorf("topic of %d and payload of %d bytes, want %d and %d", len(p.TopicName), len(p.Payload), c.wantTopic, c.cut)
			}
			if p.Qos != c.qos || c.qos > 0 && p.MessageID != 77 || over != c.over {
				t.Errorf("QoS %d, identifier %d, over %d", p.Qos, p.MessageID, over)
			}
			if next, err := packets.ReadPacket(l); err != nil || next.(*packets.PingrespPacket) == nil {
				t.Errorf("the packet behind it: %v, %v", next, err)
			}
			if _, err := packets.ReadPacket(l); err != io.EOF {
				t.Errorf("at the end: %v, want EOF", err)
			}
		})
	}
}

func TestWhatEndsTheConnection(t *testing.T) {
	suback := func(codes int) []byte {
		return append(binary.AppendUvarint([]byte{0x90}, uint64(2+codes)), make([]byte, 2+codes)...)
	}
	for _, c := range []struct {
		name string
		in   []byte
		want string
		over int
	}{
		{"256 MB announced in five bytes", []byte{0x90, 0xff, 0xff, 0xff, 0x7f}, "over the limit", 1},
		{"a length of more than four bytes", []byte{0x30, 0xff, 0xff, 0xff, 0xff, 0x7f}, "over the limit", 1},
		{"a length without end", bytes.Repeat([]byte{0xff}, 20), "length", 0},
		{"a SUBACK over the limit", suback(maxPacket), "over the limit", 1},
		{"a SUBACK with two answers", suback(2), "one filter", 0},
		{"a SUBACK without an answer", suback(0), "one filter", 0},
		{"a CONNACK with a code of its own", []byte{0x20, 2, 0, 6}, "CONNACK", 0},
		{"a CONNACK of MQTT 5", []byte{0x20, 3, 0, 0, 0}, "CONNACK", 0},
		{"a topic longer than its packet", append([]byte{0x32, 0x81, 0x40, 0xff, 0xff}, make([]byte, 9000)...), "topic is longer", 1},
		{"an end within a packet", publish("a/b", []byte("xyz"), 1)[:9], io.ErrUnexpectedEOF.Error(), 0},
		{"an end within a cut packet", publish("a/b", make([]byte, 20000), 1)[:19000], io.ErrUnexpectedEOF.Error(), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			over := 0
			_, err := io.Copy(io.Discard, newLimiter(bytes.NewReader(c.in), func() { over++ }))
			if err == nil || !strings.Contains(err.Error(), c.want) || over != c.over {
				t.Errorf("error %v, over %d; want %q, %d", err, over, c.want, c.over)
			}
		})
	}
}

// FuzzLimiter: whatever a broker sends, no packet that comes out is over the
// limit, paho's decoder takes it without a panic, and what is within the
// limits comes out as it went in.
func FuzzLimiter(f *testing.F) {
	f.Add(append(publish("a/b", []byte("xyz"), 1), ping...))
	f.Add(publish("a/b", make([]byte, 10000), 0))
	f.Add([]byte{0x20, 2, 0, 0, 0x90, 3, 0, 1, 1})
	f.Add([]byte{0x30, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, in []byte) {
		over := 0
		l := newLimiter(bytes.NewReader(in), func() { over++ })
		var out bytes.Buffer
		_, err := io.Copy(&out, l)
		if over == 0 && !bytes.HasPrefix(canonical(in), out.Bytes()) {
			t.Fatalf("% x came out as % x (%v)", in, out.Bytes(), err)
		}
		for r := bytes.NewReader(out.Bytes()); r.Len() > 0; {
			before := r.Len()
			_, err := packets.ReadPacket(r)
			if errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("half a packet came out: % x", out.Bytes())
			}
			if n := before - r.Len(); n > maxPacket+5 {
				t.Fatalf("a packet of %d bytes came out", n)
			}
			if err != nil { // paho ends the connection here
				return
			}
		}
	})
}

// canonical rewrites the lengths of the packets in their shortest form.
func canonical(in []byte) (out []byte) {
	for len(in) > 0 {
		length, n := binary.Uvarint(in[1:])
		if n <= 0 || length > uint64(len(in)-1-n) {
			return append(out, in...)
		}
		out = binary.AppendUvarint(append(out, in[0]), length)
		in = in[1+n:]
		out = append(out, in[:length]...)
		in = in[length:]
	}
	return out
}
