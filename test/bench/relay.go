package main

import (
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// relay stands between a broker and a lamp and looks at what passes.
type relay struct {
	addr     string
	listener net.Listener

	mu    sync.Mutex
	now   sighting
	said  string    // the lamp's last state
	at    time.Time // when it was said
	conns []net.Conn
}

// sighting is what a relay has seen of commands.
type sighting struct {
	commands int
	last     string
}

// newRelay starts a relay to a broker.
func newRelay(broker string) (*relay, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &relay{addr: l.Addr().String(), listener: l}
	go func() {
		for {
			lamp, err := l.Accept()
			if err != nil {
				return
			}
			up, err := net.Dial("tcp", broker)
			if err != nil {
				lamp.Close()
				return
			}
			r.mu.Lock()
			r.conns = append(r.conns, lamp, up)
			r.mu.Unlock()
			go r.pass(up, lamp)
			go r.pass(lamp, up)
		}
	}()
	return r, nil
}

// pass hands on the bytes of one direction and looks at its packets.
func (r *relay) pass(to, from net.Conn) {
	defer to.Close()
	both := io.TeeReader(from, to)
	for {
		p, err := packets.ReadPacket(both)
		if err != nil {
			return
		}
		if m, ok := p.(*packets.PublishPacket); ok {
			r.look(m)
		}
	}
}

func (r *relay) look(m *packets.PublishPacket) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case strings.HasSuffix(m.TopicName, "/set"):
		r.now.commands++
		r.now.last = string(m.Payload)
	case strings.HasPrefix(m.TopicName, "lamp/") && strings.HasSuffix(m.TopicName, "/state"):
		r.said, r.at = string(m.Payload), time.Now()
	}
}

func (r *relay) seen() sighting {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *relay) state() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.said
}

func (r *relay) told() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at
}

func (r *relay) close() {
	r.listener.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.conns {
		c.Close()
	}
}
