package presencetest

import (
	"context"
	"time"
)

// begin does a fault's harm.
func (r *Rig) begin(ctx context.Context, f Fault) {
	switch f.Harm {
	case Kill:
		r.kill()
	case PowerCut:
		r.Add(Forget, "")
		r.Way.Forget()
		r.kill()
	case Terminate:
		r.stop()
	case Hang:
		if r.running && !r.frozen {
			r.frozen = true
			r.Add(Freeze, "")
			r.Lamp.Freeze()
		}
	case HoldBack:
		r.Add(Stall, "")
		r.Way.Stall()
	case Drop:
		r.Add(Forget, "")
		r.Way.Forget()
	case Cut:
		r.Add(Reset, "")
		r.Way.Reset()
	case LateWill, HiddenWill:
		r.late(ctx, f)
	case Takeover:
		r.meddlers.Go(func() { r.takeover(ctx, f.Times) })
	case Forge:
		r.meddlers.Go(func() { r.forge(ctx, f.Text, f.Times) })
	default:
		r.Add(Disturb, string(f.Harm))
		r.Lamp.Harm(f, true)
	}
}

// end undoes a fault's harm.
func (r *Rig) end(f Fault) {
	switch f.Harm {
	case Kill, PowerCut, Terminate:
		r.start()
	case Hang:
		r.thaw()
	case HoldBack:
		r.Add(Resume, "")
		r.Way.Resume()
	default:
		r.Add(Disturb, string(f.Harm)+", no more")
		r.Lamp.Harm(f, false)
	}
}

func (r *Rig) start() {
	if !r.running {
		r.running = true
		r.Add(Start, "")
		r.Lamp.Start()
	}
}

func (r *Rig) kill() {
	if r.running {
		r.running, r.frozen = false, false
		r.Lamp.Kill()
		r.Add(End, "")
	}
}

func (r *Rig) stop() {
	if r.running {
		r.thaw()
		r.running = false
		r.Add(Stop, "")
		r.Lamp.Stop()
		r.Add(End, "")
	}
}

func (r *Rig) thaw() {
	if r.frozen {
		r.frozen = false
		r.Add(Thaw, "")
		r.Lamp.Thaw()
	}
}

// willIsSent is how long a broker takes at most from a connection's end to its
// Will, when nothing makes it late.
const willIsSent = 50 * time.Millisecond

// late cuts the lamp's connection, whose Will then comes late. A broker that
// has no late Wills sends it in time, and another client publishes the same
// later.
func (r *Rig) late(ctx context.Context, f Fault) {
	r.AddUntil(Disturb, string(f.Harm), f.Late+willIsSent)
	if !r.Broker.Late(f.Late, f.Harm == HiddenWill) {
		r.meddlers.Go(func() {
			time.Sleep(f.Late)
			r.forge(ctx, "0", 1)
		})
	}
	r.Add(Reset, "")
	r.Way.Reset()
	time.Sleep(willIsSent)
	r.Broker.Late(0, false)
}

// takeover connects with the lamp's client id. Every other time it leaves a
// Will on the lamp's topic behind.
func (r *Rig) takeover(ctx context.Context, times int) {
	for i := range times {
		h := hello{id: r.ClientID, Login: r.Login}
		if i%2 == 0 {
			h.will = r.Topic
		}
		r.Add(Robbed, "")
		if c, err := connect(ctx, r.Broker.Dial, h); err == nil {
			time.Sleep(100 * time.Millisecond)
			c.Close()
		}
		r.Add(Disturb, "the rival has gone")
		time.Sleep(takeoverPause)
	}
}

// forge publishes a value on the lamp's topic.
func (r *Rig) forge(ctx context.Context, value string, times int) {
	c, err := connect(ctx, r.Broker.Dial, hello{Login: r.Login})
	if err != nil {
		return
	}
	defer c.leave()
	for i := range times {
		if i > 0 {
			time.Sleep(forgePause)
		}
		r.Add(Foreign, value)
		if c.publish(r.Topic, value, true) != nil {
			return
		}
	}
}
