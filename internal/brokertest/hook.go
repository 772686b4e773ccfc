package brokertest

import (
	"bytes"
	"sync"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// hook makes mochi follow the rules, and takes two of its races away, so that
// it behaves like mosquitto: messages are handled one at a time, and a takeover
// ends the old session before the new one begins. By itself mochi v2.7.9 reads
// what is retained without a lock, delivers two senders' messages in another
// order than it retains them, and may let the old session's end take the new
// one's subscriptions along.
type hook struct {
	mochi.HookBase
	rules  Rules
	server *mochi.Server
	late   *lateness
	serial sync.Mutex // held while a PUBLISH, a SUBSCRIBE or a Will is handled
}

func (h *hook) Provides(b byte) bool {
	return bytes.Contains([]byte{
		mochi.OnConnect, mochi.OnConnectAuthenticate, mochi.OnACLCheck, mochi.OnPublish,
		mochi.OnPacketRead, mochi.OnPacketProcessed, mochi.OnWill, mochi.OnWillSent,
	}, []byte{b})
}

// OnConnect ends an older session of the same id. Mochi never forgets one that
// went before its CONNACK, so the wait has an end.
func (h *hook) OnConnect(cl *mochi.Client, _ packets.Packet) error {
	for range 10 {
		old, ok := h.server.Clients.Get(cl.ID)
		if !ok {
			break
		}
		_ = h.server.DisconnectClient(old, packets.ErrSessionTakenOver)
		time.Sleep(time.Millisecond)
	}
	return nil
}

func (h *hook) OnConnectAuthenticate(*mochi.Client, packets.Packet) bool { return true }

func (h *hook) OnACLCheck(cl *mochi.Client, topic string, write bool) bool {
	return cl.ID != h.rules.Client || write || topic != h.rules.Refuse
}

func (h *hook) OnPublish(cl *mochi.Client, p packets.Packet) (packets.Packet, error) {
	if cl.ID == h.rules.Client && p.TopicName == h.rules.Drop {
		return p, packets.CodeSuccessIgnore
	}
	return p, nil
}

func shared(p packets.Packet) bool {
	return p.FixedHeader.Type == packets.Publish || p.FixedHeader.Type == packets.Subscribe
}

func (h *hook) OnPacketRead(_ *mochi.Client, p packets.Packet) (packets.Packet, error) {
	if shared(p) {
		h.serial.Lock()
	}
	return p, nil
}

func (h *hook) OnPacketProcessed(cl *mochi.Client, p packets.Packet, _ error) {
	if shared(p) && !cl.Net.Inline {
		h.serial.Unlock()
	}
}

func (h *hook) OnWill(cl *mochi.Client, w mochi.Will) (mochi.Will, error) {
	h.serial.Lock()
	if cl.ID == h.rules.Client {
		w = h.postpone(w)
	}
	return w, nil
}

func (h *hook) OnWillSent(*mochi.Client, packets.Packet) { h.serial.Unlock() }
