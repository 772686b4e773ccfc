package presencetest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// Play does what a plan says and judges what came of it.
func (r *Rig) Play(ctx context.Context, p Plan, rules Rules) Verdict {
	return Together(ctx, Plan{}, []*Rig{r}, []Plan{p}, rules)[0]
}

// Together does what the plans say to several lamps of one broker, the lamp of
// rigs[i] by plans[i], and what the plan for the broker says to the broker.
func Together(ctx context.Context, broker Plan, rigs []*Rig, plans []Plan, rules Rules) []Verdict {
	ctx, cancel := context.WithCancel(ctx)
	var watchers, players sync.WaitGroup
	players.Go(func() { (&outages{rigs: rigs}).follow(broker) })
	for i, r := range rigs {
		watchers.Go(func() { r.watch(ctx) })
		players.Go(func() { r.follow(ctx, plans[i]) })
	}
	players.Wait()
	time.Sleep(rules.Slack + time.Millisecond)
	cancel()
	watchers.Wait()
	verdicts := make([]Verdict, len(rigs))
	for i, r := range rigs {
		r.Add(Disturb, "the end")
		verdicts[i] = Judge(rules, r.Events())
	}
	return verdicts
}

// moment is something to do at its time.
type moment struct {
	at time.Duration
	do func()
}

// inTurn does everything at its time.
func inTurn(all []moment) {
	slices.SortStableFunc(all, func(a, b moment) int { return cmp.Compare(a.at, b.at) })
	began := time.Now()
	for _, m := range all {
		time.Sleep(time.Until(began.Add(m.at)))
		m.do()
	}
}

// follow does what a plan says to a lamp, from its start to its stop.
func (r *Rig) follow(ctx context.Context, p Plan) {
	all := []moment{{0, r.start}, {p.Length, r.stop}}
	own := outages{rigs: []*Rig{r}}
	for _, f := range p.Faults {
		begin, end := func() { r.begin(ctx, f) }, func() { r.end(f) }
		if f.ofBroker() {
			begin, end = func() { own.begin(f) }, own.end
		}
		all = append(all, moment{f.At, begin})
		if f.For > 0 {
			all = append(all, moment{f.At + f.For, end})
		}
	}
	for _, at := range p.Reads {
		all = append(all, moment{at, func() { r.read(ctx) }})
	}
	inTurn(all)
	r.meddlers.Wait()
}

// outages are the ends and the returns of one broker.
type outages struct {
	rigs []*Rig // who hear of it
	down bool
	back Kind // what is told when it is back
	keep bool // it will remember
}

// follow does what a plan says to a broker.
func (o *outages) follow(p Plan) {
	var all []moment
	for _, f := range p.Faults {
		all = append(all, moment{f.At, func() { o.begin(f) }}, moment{f.At + f.For, o.end})
	}
	inTurn(all)
}

func (o *outages) begin(f Fault) {
	if !o.down {
		o.down, o.keep = true, f.Keep
		switch {
		case f.ofNode():
			o.tell(NodeEnd)
			o.back = NodeBack
		default:
			o.tell(BrokerEnd)
			o.back = BrokerBlank
			if f.Keep {
				o.back = BrokerKeeps
			}
		}
		o.rigs[0].Broker.End(f.Harm == KillBroker || f.Harm == KillNode)
	}
}

func (o *outages) end() {
	if !o.down {
		return
	}
	o.down = false
	o.tell(o.back)
	o.rigs[0].Broker.Begin(o.keep)
}

func (o *outages) tell(k Kind) {
	for _, r := range o.rigs {
		r.Add(k, "")
	}
}
