package presencetest

import (
	"fmt"
	"time"
)

// Judge reads a history.
func Judge(r Rules, events []Event) Verdict {
	j := judge{Rules: r, verdict: Verdict{Judged: map[string]int{}}, brokerUp: true, blank: true}
	for _, e := range events {
		j.overdue(e.At)
		j.apply(e)
		j.watch(e.At)
	}
	return j.verdict
}

// judge is the state of the world while its history is read.
type judge struct {
	Rules
	verdict Verdict

	running, frozen, stalled bool
	connected, rival         bool // as the lamp says, unless something has happened since
	brokerUp, watching       bool
	blank                    bool          // the broker has heard of no session since it remembers nothing
	settled                  bool          // when the broker ended, it knew that the lamp was away
	excused                  bool          // what is kept now was no session's doing
	forged                   *string       // a foreign value that the watcher has not seen yet
	lost                     bool          // brokers may never hear, or forget again, how the last session ended
	touched                  time.Duration // when something was done last
	value                    string        // what the watcher knows
	wrong, stopping, ended   time.Duration // since when; 0: not
	held                     bool          // something may be on its way from before the end
	heldUntil                time.Duration
	goodbye                  bool // a 0 is owed
	goodbyeUntil             time.Duration
}

func (j *judge) violation(at time.Duration, format string, args ...any) {
	j.verdict.Violations = append(j.verdict.Violations, fmt.Sprintf("%.4fs  ", at.Seconds())+fmt.Sprintf(format, args...))
}

// linked tells whether a session is up, beyond what the lamp believes.
func (j *judge) linked() bool {
	return j.running && !j.frozen && !j.stalled && j.brokerUp && j.connected && j.stopping == 0
}

// truth is what readers should find.
func (j *judge) truth() string {
	if !j.running || j.frozen || j.stalled || j.rival && !j.connected {
		return "0"
	}
	return "1"
}

// apply takes an event into the state, and judges what is to be judged by it.
func (j *judge) apply(e Event) {
	switch e.Kind {
	case Seen:
		j.seen(e)
		return
	case SeenRetained:
		j.value = e.Text
		return
	case Fresh:
		j.fresh(e)
		return
	case WatcherUp, WatcherDown:
		j.watching = e.Kind == WatcherUp
		if !j.watching {
			j.value, j.goodbye, j.forged = "", false, nil
		}
		return
	case Connected:
		j.connected, j.rival, j.excused, j.lost, j.blank = true, false, false, false, false
		return
	case Away, Rival:
		j.connected, j.rival = false, e.Kind == Rival
		return
	}
	j.harm(e)
	j.touched = max(j.touched, e.At, e.Until)
}

// harm takes what was done to the lamp, its way and its broker.
func (j *judge) harm(e Event) {
	j.lost = j.lost || j.Repeats && e.At < j.heldUntil
	switch e.Kind {
	case Start:
		j.running, j.connected, j.rival, j.stopping = true, false, false, 0
	case Stop:
		j.stop(e.At)
	case End:
		j.end(e.At)
	case Freeze, Thaw:
		j.frozen = e.Kind == Freeze
	case Stall:
		j.stalled, j.goodbye = true, false
	case Robbed:
		j.connected, j.goodbye = false, false
		j.lost = j.lost || j.MuteTakeover
	case Resume:
		j.stalled = false
		if j.held {
			j.held, j.heldUntil = false, e.At+j.Slack
		}
	case Forget, Reset:
		j.connected, j.goodbye = false, false
	default:
		j.harmBroker(e)
	}
}

// harmBroker takes what was done to the broker and to what it keeps.
func (j *judge) harmBroker(e Event) {
	switch e.Kind {
	case NodeEnd:
		// The Will of a lamp that was there may be lost, and what is kept too.
		j.excused = j.excused || !j.isSettled(e.At)
		j.blank, j.goodbye = true, false
		j.heldUntil = e.At + j.Settle
	case NodeBack:
		j.lost = j.lost || j.Repeats && !j.linked()
		j.heldUntil = e.At + j.Settle
	case BrokerEnd:
		j.settled = j.isSettled(e.At)
		j.brokerUp, j.connected, j.goodbye = false, false, false
	case BrokerKeeps:
		j.brokerUp = true
		j.excused = j.excused || !j.settled
	case BrokerBlank:
		j.brokerUp, j.blank, j.excused = true, true, false
	case Foreign:
		if e.Text != "" {
			j.blank = false
		}
		j.excused, j.forged = e.Text != "0", &e.Text
	}
}

// stop takes the wish that the lamp stops. It owes a 0 unless what has just
// happened may have ended its session.
func (j *judge) stop(at time.Duration) {
	if j.linked() && j.watching && at-j.touched >= j.Slack && at > j.heldUntil {
		j.goodbye, j.goodbyeUntil = true, at+time.Hour
		j.verdict.Judged["S4"]++
	}
	j.stopping = at
}

// isSettled tells whether the broker must know by now that the lamp is away.
func (j *judge) isSettled(at time.Duration) bool {
	return j.truth() == "0" && !j.excused && at-j.touched >= j.Quiet()
}

// end takes the end of the lamp's process.
func (j *judge) end(at time.Duration) {
	if j.stopping > 0 {
		if took := at - j.stopping; took > 4*time.Second+j.Slack {
			j.violation(at, "S4: the stop took %v", took)
		}
		j.goodbyeUntil = at + j.Slack
	}
	j.running, j.connected, j.rival, j.frozen, j.stopping = false, false, false, false, 0
	j.ended, j.held = at, j.stalled
}
