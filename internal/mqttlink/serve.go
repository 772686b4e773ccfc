package mqttlink

import (
	"context"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// stopWithin is how long a wanted stop waits for the acknowledgement of its 0.
const stopWithin = 2 * time.Second

// visit is one session as the keeper sees it.
type visit struct {
	*keeper
	*Session
	started time.Time
	inbox   mailbox
	guard   *guard   // nil: no presence
	refused []string // filters
}

// session connects to a server and stays until the connection ends, Live
// fails, or ctx is done. It returns when the session began (zero: it did not)
// and whether it was greeted.
func (k *keeper) session(ctx context.Context, a address) (started time.Time, greeted bool, err error) {
	v := visit{keeper: k, inbox: newMailbox()}
	v.Session, err = k.connect(ctx, a, v.handle)
	if err != nil {
		k.conflict.refused()
		return started, false, err
	}
	v.Session.patience = k.patience
	v.started = time.Now()
	k.conflict.connected(v.started)
	if err = v.greet(ctx); err == nil {
		greeted = true
		k.up(a)
		err = v.live(ctx)
	}
	if ctx.Err() != nil {
		v.leave()
	} else {
		// What is cut before the greeting is no rival's doing: a broker may
		// hang up on a publish that it does not allow.
		k.conflict.ended(v.started, time.Now(), greeted && byPeer(err))
		v.drop()
	}
	v.count()
	return v.started, greeted, err
}

// handle takes what arrives, on paho's goroutine.
func (v *visit) handle(_ mqtt.Client, m mqtt.Message) {
	switch {
	case m.Topic() == v.Presence.Topic:
		v.inbox.put(see(m.Payload(), m.Retained()))
	case v.Handle != nil:
		v.Handle(Message{m.Topic(), m.Payload(), m.Retained()})
	}
}

// greet subscribes and has the first 1 acknowledged.
func (v *visit) greet(ctx context.Context) error {
	p := v.Presence
	filters := v.Subscribe
	if p.Topic != "" {
		filters = append([]string{p.Topic}, filters...)
	}
	var err error
	if v.refused, err = v.subscribe(ctx, filters); err != nil || p.Topic == "" {
		return err
	}
	v.guard = newGuard(time.Now(), v.keepAlive())
	return v.Publish(ctx, p.Topic, []byte("1"), p.QoS, true)
}

// live lets Live run and watches over the session until it ends; nil when ctx
// is done.
func (v *visit) live(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	failed := make(chan error, 1)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if v.Live == nil {
			return
		}
		if err := v.Live(ctx, v.Session); err != nil && ctx.Err() == nil {
			failed <- err
		}
	}()
	err := v.watch(ctx, failed)
	cancel()
	<-ended
	return err
}

// leave is the wanted stop: 0, its acknowledgement, DISCONNECT. The
// guard is quiet by now.
func (v *visit) leave() {
	if p := v.Presence; p.Topic != "" {
		timer := time.NewTimer(stopWithin)
		defer timer.Stop()
		select {
		case err := <-v.Start(p.Topic, []byte("0"), p.QoS, true):
			if err != nil {
				v.drop()
				return
			}
		case <-timer.C:
			v.log().Warn("0 was not acknowledged, the Will speaks", "within", stopWithin)
			v.drop()
			return
		}
	}
	v.disconnect()
}
