package main

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// visitor is a client that sends the packets that it is told to, one by one.
type visitor struct {
	net.Conn
	t *testing.T
}

// hello returns a CONNECT of MQTT 3.1.1 for a clean session.
func hello(id string) *packets.ConnectPacket {
	p := packets.NewControlPacket(packets.Connect).(*packets.ConnectPacket)
	p.ProtocolName, p.ProtocolVersion, p.CleanSession, p.ClientIdentifier = "MQTT", 4, true, id
	return p
}

// call connects and returns the code of the broker's answer, 255 for none.
func call(t *testing.T, addr string, hello *packets.ConnectPacket) (visitor, byte) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	v := visitor{c, t}
	v.send(hello)
	code := byte(255)
	v.until(func(p packets.ControlPacket) bool {
		answer, ok := p.(*packets.ConnackPacket)
		if ok {
			code = answer.ReturnCode
		}
		return ok
	})
	return v, code
}

func (v visitor) send(p packets.ControlPacket) {
	v.t.Helper()
	_ = v.SetDeadline(time.Now().Add(patience)) // for the answer too
	if err := p.Write(v); err != nil {
		v.t.Fatal(err)
	}
}

// until reads up to a packet that is wanted, or to the end of the connection.
func (v visitor) until(wanted func(packets.ControlPacket) bool) {
	v.t.Helper()
	for {
		if p, err := packets.ReadPacket(v); err != nil || wanted(p) {
			return
		}
	}
}

// publish publishes at QoS 1 and waits for the acknowledgement, which says
// nothing: MQTT 3.1.1 acknowledges what an access list drops.
func (v visitor) publish(topic, payload string) {
	v.t.Helper()
	p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	p.TopicName, p.Payload, p.Qos, p.MessageID = topic, []byte(payload), 1, 7
	v.send(p)
	v.until(func(p packets.ControlPacket) bool { _, ok := p.(*packets.PubackPacket); return ok })
}

// subscribe subscribes and returns what came before the answer. It acknowledges
// nothing: at QoS 1 the broker soon waits.
func (v visitor) subscribe(filter string, qos byte) (seen []*packets.PublishPacket) {
	v.t.Helper()
	p := packets.NewControlPacket(packets.Subscribe).(*packets.SubscribePacket)
	p.MessageID, p.Topics, p.Qoss = 9, []string{filter}, []byte{qos}
	v.send(p)
	v.until(func(p packets.ControlPacket) bool {
		if p, ok := p.(*packets.PublishPacket); ok {
			seen = append(seen, p)
		}
		_, ok := p.(*packets.SubackPacket)
		return ok
	})
	return seen
}

// cut ends the connection as a crash does, and returns when the broker knows.
func (v visitor) cut() {
	_ = v.Conn.(*net.TCPConn).CloseWrite()
	_, _ = io.Copy(io.Discard, v)
	v.Close()
}
