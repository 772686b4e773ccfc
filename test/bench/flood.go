package main

import (
	"fmt"
	"math"
	"net"
	"os"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"

	"lampd/internal/lamp"
)

// The floods: as many commands, in one write.
const (
	smallFlood = 2000
	largeFlood = 200_000
)

// floods sends floods of commands and looks whether the lamp ends on the last
// one that the broker delivered to it.
func floods(b *bench) error {
	br, err := b.startBroker()
	if err != nil {
		return err
	}
	defer br.stop()
	way, err := newRelay(br.addr)
	if err != nil {
		return err
	}
	defer way.close()
	other, err := newRelay(br.addr) // what stands in the lamp's way stands in the bare client's
	if err != nil {
		return err
	}
	defer other.close()
	c, err := connect(other.addr, "watcher", true)
	if err != nil {
		return err
	}
	defer c.Disconnect(0)
	if err := c.hear(1, "state/+", "lamp/flooded/set"); err != nil {
		return err
	}
	l, err := b.startLampd("flooded", way.addr, true)
	if err != nil {
		return err
	}
	defer l.stop()
	if _, err := l.online(c); err != nil {
		return err
	}
	f := flood{lamp: l, way: way, watcher: c, addr: br.addr}
	if err := f.small(b); err != nil {
		return err
	}
	return f.large(b)
}

// flood is what a flood needs, and its count.
type flood struct {
	lamp    *lampd
	way     *relay
	watcher *client // subscribed to the commands too
	addr    string
}

// small sends 2,000 commands at QoS 1, a hundred times.
func (f *flood) small(b *bench) error {
	rounds := b.some(100)
	var right int
	var ours, bare, took []float64
	for round := range rounds {
		before := f.way.seen()
		began := time.Now()
		if err := f.send(smallFlood, 1, fmt.Sprintf("r%d-", round)); err != nil {
			return err
		}
		got, ended, err := f.settle(before)
		if err != nil {
			return err
		}
		took = append(took, ended.Sub(began).Seconds()*1000)
		ours, bare = append(ours, float64(got.commands-before.commands)), append(bare, float64(f.heard()))
		ok, err := f.endedOn(got.last)
		if err != nil {
			return err
		}
		if ok {
			right++
		}
	}
	r := &b.report
	r.add(fmt.Sprintf("flood of 2,000 at QoS 1: of %d rounds ended on the last that the broker delivered", rounds), "rounds", float64(right)).target(fmt.Sprint(rounds), right == rounds)
	r.add("flood of 2,000 at QoS 1: delivered by the broker, median", "commands", median(ours)).beside(median(bare))
	r.add("flood of 2,000 at QoS 1: first sent to last state, median", "ms", median(took))
	return nil
}

// large sends 200,000 commands at QoS 0.
func (f *flood) large(b *bench) error {
	before, err := f.lamp.used()
	if err != nil {
		return err
	}
	seen := f.way.seen()
	began := time.Now()
	if err := f.send(b.some(largeFlood), 0, "large-"); err != nil {
		return err
	}
	got, ended, err := f.settle(seen)
	if err != nil {
		return err
	}
	after, err := f.lamp.used()
	if err != nil {
		return err
	}
	peak, err := f.lamp.memory("status", "VmHWM")
	if err != nil {
		return err
	}
	ok, err := f.endedOn(got.last)
	if err != nil {
		return err
	}
	n := float64(got.commands - seen.commands)
	r := &b.report
	r.add("flood of 200,000 at QoS 0: delivered by the broker", "commands", n).beside(float64(f.heard()))
	r.add("flood of 200,000 at QoS 0: ended on the last of them", "times", map[bool]float64{true: 1}[ok]).target("1", ok)
	r.add("flood of 200,000 at QoS 0: applied", "a second", n/ended.Sub(began).Seconds())
	r.add("flood of 200,000 at QoS 0: processor", "µs a command", (after.cpu-before.cpu).Seconds()*1e6/n)
	r.add("under flood: memory, resident at most", "MiB", peak/1024).atMost(20)
	return nil
}

// target says what is to be reached in words.
func (r *row) target(what string, reached bool) { r.Target, r.Reached = what, &reached }

// level returns the brightness of the i-th command.
func level(i int) int { return 1 + i%255 }

// send sends n commands in one write from a connection of its own and reads
// what comes back until the broker has taken all of them.
func (f *flood) send(n int, qos byte, prefix string) error {
	conn, err := net.Dial("tcp", f.addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	hello := packets.NewControlPacket(packets.Connect).(*packets.ConnectPacket)
	hello.ProtocolName, hello.ProtocolVersion, hello.CleanSession = "MQTT", 4, true
	hello.ClientIdentifier, hello.Keepalive = "flooder", 600
	if err := hello.Write(conn); err != nil {
		return err
	}
	if _, err := packets.ReadPacket(conn); err != nil {
		return err
	}
	var all net.Buffers
	for i := range n {
		p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
		p.TopicName, p.Qos, p.MessageID = f.lamp.set(), qos, uint16(1+i%65535)
		p.Payload = fmt.Appendf(nil, `{"brightness":%d,"transition":0,"client":"%s%d"}`, level(i), prefix, i)
		var packet buffer
		if err := p.Write(&packet); err != nil {
			return err
		}
		all = append(all, packet)
	}
	all = append(all, []byte{0xc0, 0}) // a ping: its answer comes behind all that was read
	sent := make(chan error, 1)
	go func() { _, err := conn.Write(joined(all)); sent <- err }()
	if err := acknowledged(conn, n*int(qos)+1); err != nil {
		return err
	}
	return <-sent
}

// acknowledged reads n answers.
func acknowledged(conn net.Conn, n int) error {
	for range n {
		if _, err := packets.ReadPacket(conn); err != nil {
			return err
		}
	}
	return nil
}

// buffer is a byte slice that can be written to.
type buffer []byte

func (b *buffer) Write(p []byte) (int, error) { *b = append(*b, p...); return len(p), nil }

func joined(parts net.Buffers) (all []byte) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// calm is how long nothing is delivered after a flood.
const calm = 500 * time.Millisecond

// settle waits until the broker delivers nothing more, and the lamp has told
// the state of the last one. It returns when that was.
func (f *flood) settle(before sighting) (sighting, time.Time, error) {
	deadline := time.Now().Add(2 * patience)
	for last := before; time.Now().Before(deadline); {
		time.Sleep(calm)
		now := f.way.seen()
		if now == last && now != before {
			return now, f.way.told(), nil
		}
		last = now
	}
	return before, time.Time{}, fmt.Errorf("the flood does not end")
}

// heard returns how many commands the bare client got since it was asked last.
func (f *flood) heard() (n int) {
	for {
		select {
		case m := <-f.watcher.got:
			if m.topic == f.lamp.set() {
				n++
			}
		default:
			return n
		}
	}
}

// endedOn waits for the state and the light to be those of a command, and tells
// whether they came to that.
func (f *flood) endedOn(payload string) (bool, error) {
	want := decodeState(payload)
	light := lamp.Luminance(float64(want.Brightness) / 255)
	for deadline := time.Now().Add(2 * patience); time.Now().Before(deadline); time.Sleep(calm / 10) {
		red, err := f.lamp.red()
		if err != nil {
			return false, err
		}
		state := decodeState(f.way.state())
		if state.Client == want.Client && state.Brightness == want.Brightness && math.Abs(red-light) < 1e-6 {
			return true, nil
		}
	}
	fmt.Fprintf(os.Stderr, "bench: the broker delivered %s last, the lamp says %s; its log:\n%s", payload, f.way.state(), &f.lamp.log)
	return false, nil
}
