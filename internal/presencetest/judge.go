package presencetest

import (
	"fmt"
	"time"
)

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

// healWithin is how long a 0 may last while a session is up.
const healWithin = 2 * time.Second

// Quiet is how long nothing may have happened for the truth to be there.
func (r Rules) Quiet() time.Duration { return r.KeepAlive*3/2 + 5*time.Second + r.Tick }

// Verdict is what a history proves.
type Verdict struct {
	Violations []string
	Judged     map[string]int // how often each promise was put to the test
}

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

// seen takes a message as it was sent.
func (j *judge) seen(e Event) {
	j.value = e.Text
	switch {
	case j.forged != nil && *j.forged == e.Text:
		j.forged = nil // from here on what is seen is newer
	case j.forged == nil && (e.Text == "0" || e.Text == "1"):
		j.excused = false
	}
	if e.Text == "0" {
		j.goodbye = false
	}
	if e.Text != "1" || j.ended == 0 {
		return
	}
	j.verdict.Judged["S2"]++
	if !j.running && !j.held && e.At > j.ended+j.Slack && e.At > j.heldUntil {
		j.violation(e.At, "S2: a lamp that ended at %.4fs publishes 1", j.ended.Seconds())
	}
}

// fresh judges what a new subscriber found.
func (j *judge) fresh(e Event) {
	away := j.truth() == "0"
	if !j.brokerUp || (j.excused || j.lost) && !j.linked() || e.At-j.touched < healWithin+j.Slack {
		return
	}
	missing := e.Text == "" && j.blank && (away || !j.connected)
	j.verdict.Judged["S5"]++
	if e.Text != "0" && e.Text != "1" && !missing {
		j.violation(e.At, "S5: a fresh reader finds %q", e.Text)
	}
	if e.At-j.touched < j.Quiet() {
		return
	}
	j.verdict.Judged["S1"]++
	if e.Text != j.truth() && !(missing && away) {
		j.violation(e.At, "S1: a fresh reader finds %q, %v after the last disturbance, and the truth is %s", e.Text, e.At-j.touched, j.truth())
	}
}

// watch takes note of since when the watcher sees a session as absent.
func (j *judge) watch(at time.Duration) {
	switch {
	case !j.linked() || !j.watching || j.value == "1":
		j.wrong = 0
	case j.wrong == 0:
		j.wrong = max(at, 1)
		j.verdict.Judged["S3"]++
	}
}

// overdue judges what should have come by now.
func (j *judge) overdue(now time.Duration) {
	if j.wrong > 0 && now-j.wrong > healWithin+j.Slack {
		j.violation(now, "S3: the watcher sees %q for %v while a session is up", j.value, now-j.wrong)
		j.wrong = now
	}
	if j.goodbye && now > j.goodbyeUntil {
		j.violation(now, "S4: the lamp ended at %.4fs, as it was asked to, without a 0", j.ended.Seconds())
		j.goodbye = false
	}
}
