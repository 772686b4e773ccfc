package presencetest

import "lampd/internal/mqttlink"

// Notify returns a Link's Notify that writes down what the lamp says, until
// dead is closed.
func (h *History) Notify(dead <-chan struct{}) func(mqttlink.Status) {
	var told Kind
	connects := 0
	return func(s mqttlink.Status) {
		select {
		case <-dead:
			return
		default:
		}
		now := Away
		switch {
		case s.Connected:
			now = Connected
		case s.Conflict:
			now = Rival
		}
		if now != told || s.Connects != connects {
			told, connects = now, s.Connects
			h.Add(now, "")
		}
	}
}
