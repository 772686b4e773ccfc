package presencetest

import "time"

// healWithin is how long a 0 may last while a session is up.
const healWithin = 2 * time.Second

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
	if !j.brokerUp || (j.excused || j.lost) && !j.linked() || e.At-j.touched < healWithin+j.Slack+j.Tick {
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
