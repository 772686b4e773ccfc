package mqttlink

import (
	"context"
	"time"
)

// watch does what the guard says until ctx is done (nil) or the session ends.
func (v *visit) watch(ctx context.Context, failed <-chan error) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var ack <-chan error // of the 1 on its way; the guard rests until it is there
	for {
		now := time.Now()
		if ack == nil && v.guard.due(now) {
			ack = v.Start(v.Presence.Topic, []byte("1"), v.Presence.QoS, true)
		}
		timer.Reset(v.rest(now, ack != nil))
		v.report(now)
		select {
		case <-ctx.Done():
			return nil
		case <-v.conn.gone:
			return v.conn.cause
		case err := <-failed:
			return err
		case err := <-ack:
			if err != nil {
				return err
			}
			ack = nil
		case s := <-v.inbox:
			v.guard.seen(s)
		case <-v.conn.cut:
		case <-timer.C:
		}
	}
}

// rest returns how long nothing has to be looked at unless something comes.
func (v *visit) rest(now time.Time, busy bool) time.Duration {
	d := time.Hour
	if v.guard != nil && !busy {
		d = min(d, v.guard.next().Sub(now))
	}
	if v.conflict.active {
		d = min(d, v.started.Add(conflictOver).Sub(now))
	}
	return max(d, 0)
}

// report tells the status as it is now.
func (v *visit) report(now time.Time) {
	v.conflict.lasted(v.started, now)
	v.status.Conflict = v.conflict.active
	v.count()
	denied := false
	if g := v.guard; g != nil {
		v.status.Heals += g.heals
		g.heals = 0
		denied = g.denied
	}
	v.status.Problems = v.problems(v.refused, denied)
	v.tell()
}

// count takes the packets over the limit into the status.
func (v *visit) count() { v.status.Cut += int(v.conn.cuts.Swap(0)) }
