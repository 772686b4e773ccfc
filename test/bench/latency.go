package main

import (
	"fmt"
	"strconv"
	"syscall"
	"time"
)

// pair is a lamp beside two echoes over one broker, and who commands them.
type pair struct {
	lamp   *lampd
	sender *client
	echoes []*process
	n      int // of the last command
}

// The echoes of a pair: one that acknowledges at once like lampd, which is the
// floor, and one as paho comes.
const quickEcho, plainEcho = "echo-quick", "echo-plain"

// startPair starts them all.
func (b *bench) startPair(addr string) (p *pair, err error) {
	p = &pair{}
	if p.sender, err = connect(addr, "sender", true); err != nil {
		return nil, err
	}
	if err := p.sender.hear(1, "state/+", quickEcho+"/out", plainEcho+"/out"); err != nil {
		return nil, err
	}
	if p.lamp, err = b.startLampd("desk", addr, true); err != nil {
		return nil, err
	}
	if _, err := p.lamp.online(p.sender); err != nil {
		return nil, err
	}
	for _, id := range []string{quickEcho, plainEcho} {
		e, _, err := b.startEcho(id, addr, id == quickEcho, p.sender)
		if err != nil {
			return nil, err
		}
		p.echoes = append(p.echoes, e)
	}
	return p, p.sender.hear(1, p.lamp.state())
}

func (p *pair) stop() {
	p.sender.Disconnect(0)
	p.lamp.stop()
	for _, e := range p.echoes {
		e.end(syscall.SIGTERM)
	}
}

// command changes the lamp's light and waits for the state that says so.
func (p *pair) command(qos byte) (sent, told time.Time, err error) {
	p.n++
	id := strconv.Itoa(p.n)
	sent = time.Now()
	p.sender.Publish(p.lamp.set(), qos, false, fmt.Sprintf(`{"brightness":%d,"transition":0,"client":%q}`, 1+p.n%255, id))
	m, err := p.sender.wait(func(m message) bool { return m.topic == p.lamp.state() && decodeState(m.payload).Client == id })
	return sent, m.at, err
}

// echo sends to an echo and returns the milliseconds until it is back.
func (p *pair) echo(id string, qos byte) (float64, error) {
	p.n++
	text := strconv.Itoa(p.n)
	sent := time.Now()
	p.sender.Publish(id+"/in", qos, false, text)
	m, err := p.sender.wait(func(m message) bool { return m.topic == id+"/out" && m.payload == text })
	return m.at.Sub(sent).Seconds() * 1000, err
}

// times are the milliseconds that one way of sending took.
type times struct {
	sent                      []time.Time
	duty, state, quick, plain []float64
}

// latency measures from a command to the duty and to the state, beside the
// round trip of the echoes, each in turn.
func latency(b *bench) error {
	br, err := b.startBroker()
	if err != nil {
		return err
	}
	defer br.stop()
	p, err := b.startPair(br.addr)
	if err != nil {
		return err
	}
	defer p.stop()
	for _, way := range []struct {
		name  string
		n     int
		pause time.Duration
	}{
		{"back to back", b.some(1000), 0},
		{"spaced", b.some(300), 30 * time.Millisecond},
	} {
		for qos := range byte(2) {
			var t times
			for range way.n {
				if err := p.round(&t, qos, way.pause); err != nil {
					return err
				}
			}
			if err := p.match(&t); err != nil {
				return err
			}
			b.tell(fmt.Sprintf("QoS %d %s", qos, way.name), &t)
		}
	}
	return nil
}

// round is one command to each.
func (p *pair) round(t *times, qos byte, pause time.Duration) error {
	time.Sleep(pause)
	sent, told, err := p.command(qos)
	if err != nil {
		return err
	}
	t.sent = append(t.sent, sent)
	t.state = append(t.state, told.Sub(sent).Seconds()*1000)
	for id, to := range map[string]*[]float64{quickEcho: &t.quick, plainEcho: &t.plain} {
		time.Sleep(pause)
		took, err := p.echo(id, qos)
		if err != nil {
			return err
		}
		*to = append(*to, took)
	}
	return nil
}

// match finds the duty of each command: the first one after it was sent.
func (p *pair) match(t *times) error {
	shown, err := p.lamp.duties()
	if err != nil {
		return err
	}
	i := 0
	for n, sent := range t.sent {
		for i < len(shown) && shown[i].at().Before(sent) {
			i++
		}
		if i == len(shown) {
			return fmt.Errorf("command %d of %d changed no duty", n, len(t.sent))
		}
		t.duty = append(t.duty, shown[i].at().Sub(sent).Seconds()*1000)
	}
	return nil
}

// tell reports one way of sending.
func (b *bench) tell(name string, t *times) {
	r := &b.report
	r.add(name+": command to duty, p50", "ms", median(t.duty)).beside(median(t.quick)).ratioAtMost(1.5)
	r.add(name+": command to duty, p99", "ms", quantile(t.duty, 0.99)).beside(quantile(t.quick, 0.99))
	r.add(name+": command to state, p50", "ms", median(t.state)).beside(median(t.quick))
	r.add(name+": command to state, p99", "ms", quantile(t.state, 0.99)).beside(quantile(t.quick, 0.99))
	r.add(name+": the same beside an echo with paho's own TCP, p50", "ms", median(t.duty)).beside(median(t.plain))
	r.keep(name+": duty", t.duty)
	r.keep(name+": state", t.state)
	r.keep(name+": echo", t.quick)
	r.keep(name+": echo with paho's own TCP", t.plain)
}
