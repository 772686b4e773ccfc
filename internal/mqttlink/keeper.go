package mqttlink

import (
	"context"
	"errors"
	"time"
)

// keeper is one Run of a Link: what it remembers from session to session. It
// belongs to Run's goroutine.
type keeper struct {
	*Link
	servers  []address
	server   int           // the one to try next
	step     int           // of the ladder of waits
	patience time.Duration // with acknowledgements
	built    time.Time     // of this program; a clock before it is wrong
	conflict conflict
	status   Status
	told     Status             // what Notify was called with last
	said     map[address]string // what was logged about a server since the last session
}

// clockWait is the longest wait while the clock is known to be wrong: TLS
// fails until it is set, and then the lamp should be there soon.
const clockWait = 10 * time.Second

// newKeeper checks the options.
func newKeeper(l *Link) (*keeper, error) {
	if err := errors.Join(l.Check("broker")...); err != nil {
		return nil, err
	}
	k := &keeper{Link: l, built: buildTime(), patience: ackWithin, said: map[address]string{}}
	for _, s := range l.Servers {
		a, err := parseAddress(s)
		if err != nil {
			return nil, err
		}
		k.servers = append(k.servers, a)
	}
	k.status.Since = time.Now()
	return k, nil
}

// run makes one session after the other until ctx is done.
func (k *keeper) run(ctx context.Context) {
	for _, w := range k.Warnings() {
		k.log().Warn(w)
	}
	for ctx.Err() == nil {
		a := k.servers[k.server]
		k.status.Server = a.String()
		started, greeted, err := k.session(ctx, a)
		if ctx.Err() != nil {
			k.down(a, nil)
			return
		}
		k.down(a, err)
		if !greeted {
			k.server = (k.server + 1) % len(k.servers)
		}
		if errors.Is(err, errLate) {
			k.patience = min(2*k.patience, ackAtMost)
		} else if lasted(started) {
			k.patience = ackWithin
		}
		select {
		case <-ctx.Done():
		case <-time.After(k.pause(started)):
		}
	}
}

// pause returns the wait before the next try, after a session that began at
// started (zero: there was none).
func (k *keeper) pause(started time.Time) time.Duration {
	if k.conflict.active {
		return k.conflict.wait(k.random())
	}
	if lasted(started) {
		k.step = 0
	}
	limit := k.reconnectMax(k.servers[k.server])
	if time.Now().Before(k.built) {
		limit = min(limit, clockWait)
	}
	k.step++
	return delay(k.step-1, limit, k.random())
}

// up takes note of a session that is greeted.
func (k *keeper) up(a address) {
	clear(k.said)
	k.log().Info("connected", "server", a)
	k.status.Connected, k.status.Since, k.status.Err = true, time.Now(), nil
	k.status.Connects++
	k.tell()
}

// down takes note of the end of a try or of a session; err is nil when it was
// wanted. The same is said of a server once.
func (k *keeper) down(a address, err error) {
	if err != nil {
		err = explain(a, err)
		if k.said[a] != err.Error() {
			k.said[a] = err.Error()
			k.log().Warn("not connected", "error", err)
		}
	} else if k.status.Connected {
		k.log().Info("disconnected", "server", a)
	}
	if k.status.Connected {
		k.status.Connected, k.status.Since = false, time.Now()
	}
	k.status.Err = err
	if k.conflict.active && !k.status.Conflict { // found in a session that ended before it could say so
		k.status.Conflict = true
		k.status.Problems = append(k.status.Problems, k.sameID())
	}
	k.tell()
}
