package fleet

import "slices"

// tally is one order on its way: what is known of the lamps, and who has
// answered.
type tally struct {
	Order
	lamps   map[string]Lamp
	settled bool
	answers map[string]*answer
}

// answer is what has come from one lamp: its reply, and the state that the order
// made, which has the order's client unless somebody else was faster. Other
// orders of this client may be under way to other lamps.
type answer struct {
	reply *Reply
	state *Report
}

// newTally completes the order's command.
func newTally(o Order, client, id string) *tally {
	o.Command.ID = id
	if o.Command.Client == "" {
		o.Command.Client = client
	}
	return &tally{Order: o, lamps: map[string]Lamp{}, answers: map[string]*answer{}}
}

// know takes in what was known before.
func (t *tally) know(s Snapshot) {
	t.settled = s.Settled
	for _, l := range s.Lamps {
		t.lamps[l.ID] = l
	}
}

// hear takes in an event and tells whether it answers the order.
func (t *tally) hear(e Event) bool {
	switch e.Kind {
	case SettledEvent:
		t.settled = true
		return false
	case LinkEvent:
		return false
	}
	id := e.Lamp.ID
	t.lamps[id] = e.Lamp
	a := t.answers[id]
	if a == nil {
		a = new(answer)
	}
	switch {
	case e.Kind == ReplyEvent && e.Reply.ID == t.Command.ID:
		a.reply = e.Reply
	case e.Kind == StateEvent && !e.Retained && e.Lamp.State != nil && (a.reply != nil || t.isFor(e.Lamp) && e.Lamp.State.Client == t.Command.Client):
		a.state = e.Lamp.State
	default:
		return false
	}
	t.answers[id] = a
	return true
}

// isFor tells whether the order is for a lamp.
func (t *tally) isFor(l Lamp) bool { return slices.ContainsFunc(t.To, l.In) }
