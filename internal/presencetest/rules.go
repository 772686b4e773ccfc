package presencetest

import "time"

// Rules are the times by which a history is judged.
type Rules struct {
	KeepAlive time.Duration // of the lamp
	Slack     time.Duration // what a message or an observation may take on its way
	// Tick is what the broker may take for itself, to notice a lamp's silence or
	// to serve again.
	Tick time.Duration
	// MuteTakeover says that the broker sends no Will of a session that another
	// client takes over.
	MuteTakeover bool
	// Settle is how long several brokers, one of which ends or comes back, may
	// take to deliver what they have accepted.
	Settle time.Duration
	// Repeats says that brokers that were apart repeat to each other what they
	// have kept, old and new: what is kept of a lamp that is away is then not
	// judged.
	Repeats bool
}

// Quiet is how long nothing may have happened for the truth to be there.
func (r Rules) Quiet() time.Duration { return r.KeepAlive*3/2 + 5*time.Second + r.Tick }

// Verdict is what a history proves.
type Verdict struct {
	Violations []string
	Judged     map[string]int // how often each promise was put to the test
}
