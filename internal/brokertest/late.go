package brokertest

import (
	"sync"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// lateness is what a broker in memory does with the Wills of the client that
// its rules are for.
type lateness struct {
	mu     sync.Mutex
	by     time.Duration // 0: they are sent at once
	unseen bool          // they are kept and delivered to nobody
}

// Late makes the Wills of the client that the rules are for late, until it is
// called with 0. An unseen Will is kept and delivered to nobody, as by a broker
// that keeps two messages in another order than it delivers them.
func (m *Memory) Late(by time.Duration, unseen bool) {
	m.late.mu.Lock()
	defer m.late.mu.Unlock()
	m.late.by, m.late.unseen = by, unseen
}

// postpone sends a Will later, if it is to be late, and returns what is sent
// in its place now.
func (h *hook) postpone(w mochi.Will) mochi.Will {
	h.late.mu.Lock()
	defer h.late.mu.Unlock()
	if h.late.by == 0 {
		return w
	}
	topic, payload, unseen := w.TopicName, w.Payload, h.late.unseen
	time.AfterFunc(h.late.by, func() {
		h.serial.Lock()
		defer h.serial.Unlock()
		if !unseen {
			_ = h.server.Publish(topic, payload, true, 1)
			return
		}
		h.server.Topics.RetainMessage(packets.Packet{
			FixedHeader: packets.FixedHeader{Type: packets.Publish, Retain: true, Qos: 1},
			TopicName:   topic,
			Payload:     payload,
			Created:     time.Now().Unix(),
		})
	})
	w.TopicName, w.Retain = "brokertest/late", false
	return w
}
