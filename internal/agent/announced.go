package agent

import (
	"slices"

	"lampd/internal/lamp"
	"lampd/internal/mqttlink"
	"lampd/internal/wire"
)

// announced is what a lamp leaves at its broker: its retained topics, and the
// kind that it was announced as.
type announced struct {
	Kind      lamp.Kind `json:"kind"`
	Presence  string    `json:"presence"`
	State     string    `json:"state"`
	Info      string    `json:"info"`
	Discovery string    `json:"discovery"`
}

// announce tells what a lamp of a kind leaves.
func announce(kind lamp.Kind, t wire.Topics) announced {
	return announced{kind, t.Presence, t.State, t.Info, t.Discovery}
}

func (a announced) topics() []string { return []string{a.Presence, a.State, a.Info, a.Discovery} }

// outdated tells what is to be removed of the former ones: what was this
// lamp's own, and what may be another one's by now. With another kind Home
// Assistant's entities begin anew, without a state that the new ones cannot
// have.
func (a announced) outdated(before []announced) (stale []string, former []mqttlink.Former) {
	for _, b := range before {
		for _, topic := range []string{b.Discovery, b.State} {
			if a.Kind != b.Kind && slices.Contains(a.topics(), topic) {
				stale = append(stale, topic)
			}
		}
		gone := slices.DeleteFunc(b.topics(), func(t string) bool { return slices.Contains(a.topics(), t) })
		if a.Presence == b.Presence {
			stale = append(stale, gone...)
		} else {
			former = append(former, mqttlink.Former{Presence: b.Presence, Topics: gone})
		}
	}
	return stale, former
}

// tidyUp has a link remove what an earlier configuration has left, as a file
// beside the state remembers it.
func (a *Agent) tidyUp(l *mqttlink.Lamp) {
	now := announce(a.Config.Lamp.Kind, l.Topics)
	before, err := readAnnounced(a.announcedFile())
	if err != nil {
		a.Log.Warn("what an earlier configuration left at the broker is unknown", "error", err)
	}
	if len(before) == 1 && before[0] == now {
		return
	}
	remember := func(all ...announced) {
		if err := writeAnnounced(a.announcedFile(), all); err != nil {
			a.Log.Warn("what is left at the broker will not be known", "error", err)
		}
	}
	before = slices.DeleteFunc(before, func(b announced) bool { return b == now })
	l.Stale, l.Former = now.outdated(before)
	if len(l.Stale)+len(l.Former) == 0 {
		remember(now)
		return
	}
	remember(append(before, now)...)
	l.Tidied = func() {
		a.Log.Info("what an earlier configuration left at the broker is gone")
		remember(now)
	}
}
