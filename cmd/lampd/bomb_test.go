package main

import (
	"net"
	"testing"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// bomber is a broker that acknowledges everything and sends a bomb to each who
// has told its state.
type bomber struct {
	net.Listener
	bombs chan []byte
	ready chan bool // it waits for a bomb
	gone  chan bool // a bomb is sent
}

func newBomber(t *testing.T) *bomber {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	b := &bomber{l, make(chan []byte), make(chan bool), make(chan bool)}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			b.serve(c)
		}
	}()
	return b
}

// serve serves one connection up to its end.
func (b *bomber) serve(c net.Conn) {
	defer c.Close()
	for {
		p, err := packets.ReadPacket(c)
		if err != nil {
			return
		}
		id := p.Details().MessageID
		switch p := p.(type) {
		case *packets.ConnectPacket:
			c.Write([]byte{0x20, 2, 0, 0})
		case *packets.SubscribePacket:
			c.Write([]byte{0x90, 3, byte(id >> 8), byte(id), 1})
		case *packets.PublishPacket:
			c.Write([]byte{0x40, 2, byte(id >> 8), byte(id)})
			if p.TopicName == "lamp/desk/state" {
				b.ready <- true
				c.Write(<-b.bombs)
				b.gone <- true
			}
		}
	}
}

// TestABombOfFiveBytesCostsNothing: a packet that announces 256 MB, and one that
// has them. Memory is that of the whole process, at its most.
func TestABombOfFiveBytesCostsNothing(t *testing.T) {
	t.Parallel()
	b := newBomber(t)
	h := newHome(t, "mqtt://"+b.Addr().String())
	p := h.begin(h.shipped())
	long := append([]byte{0x30, 0xff, 0xff, 0xff, 0x03, 0, 3, 'a', '/', 'b'}, make([]byte, 8<<20)...)
	<-b.ready
	before := p.status("VmHWM")
	for _, bomb := range [][]byte{
		{0x90, 0xff, 0xff, 0xff, 0x7f}, // a SUBACK
		{0x20, 0xff, 0xff, 0xff, 0x7f}, // a CONNACK
		long,                           // a PUBLISH that is cut, and that goes on for ever
	} {
		b.bombs <- bomb
		<-b.gone
		if len(bomb) == 5 {
			<-b.ready // it is left and met again
		}
	}
	grown := p.status("VmHWM") - before
	t.Logf("%d KiB, %d KiB more than before", before+grown, grown)
	if grown > 1<<10 {
		t.Errorf("%d KiB more", grown)
	}
}
