package presencetest

import (
	"cmp"
	"context"
	"net"
	"slices"
	"sync"
	"time"

	"lampd/internal/mqttlink/memnet"
)

// Lamp is the lamp under test. Nothing happens when it is asked for what it is
// already.
type Lamp interface {
	Start()
	Kill() // as SIGKILL
	Stop() // as SIGTERM; returns at its end
	Freeze()
	Thaw()
	Harm(f Fault, begins bool) // what only this lamp understands
}

// Broker is the broker under test.
type Broker interface {
	End(kill bool)                      // it is gone when End returns
	Begin(keep bool)                    // it listens when Begin returns
	Late(by time.Duration, unseen bool) // the next Will of the lamp is late
	Dial(ctx context.Context) (net.Conn, error)
}

// Rig is a lamp, its way to the broker, and the broker, with all that is
// written down about them.
type Rig struct {
	*History
	Lamp     Lamp
	Broker   Broker
	Way      *memnet.Proxy // the lamp's
	Topic    string
	ClientID string
	Login    Login
	Grace    time.Duration // what a broker may take until a new subscriber has what is kept

	meddlers sync.WaitGroup
	running  bool // the lamp
	frozen   bool
	down     bool // the broker
	keeps    bool // it will remember when it is back
}

// moment is something to do at its time.
type moment struct {
	at time.Duration
	do func()
}

// Play does what the plan says and judges what came of it.
func (r *Rig) Play(ctx context.Context, p Plan, rules Rules) Verdict {
	var all []moment
	for _, f := range p.Faults {
		all = append(all, moment{f.At, func() { r.begin(ctx, f) }})
		if f.For > 0 {
			all = append(all, moment{f.At + f.For, func() { r.end(f) }})
		}
	}
	for _, at := range p.Reads {
		all = append(all, moment{at, func() { r.read(ctx) }})
	}
	slices.SortStableFunc(all, func(a, b moment) int { return cmp.Compare(a.at, b.at) })
	ctx, cancel := context.WithCancel(ctx)
	var watcher sync.WaitGroup
	watcher.Go(func() { r.watch(ctx) })
	r.start()
	began := time.Now()
	for _, m := range all {
		time.Sleep(time.Until(began.Add(m.at)))
		m.do()
	}
	r.meddlers.Wait()
	r.stop()
	time.Sleep(rules.Slack + time.Millisecond)
	r.Add(Disturb, "the end")
	cancel()
	watcher.Wait()
	return Judge(rules, r.Events())
}
