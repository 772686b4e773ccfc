package fleet

import (
	"context"
	"maps"
	"slices"
	"time"

	"lampd/internal/wire"
)

// next takes in what comes next, or that a second has passed, and tells whether
// an answer was among it.
func (t *tally) next(ctx context.Context, news <-chan News, second <-chan time.Time) (answered, passed bool, err error) {
	select {
	case n, ok := <-news:
		if !ok {
			return false, false, ErrGone
		}
		for _, e := range n.Events {
			answered = t.hear(e) || answered
		}
		return answered, false, nil
	case <-second:
		return false, true, nil
	case <-ctx.Done():
		return false, false, ctx.Err()
	}
}

// wait takes in news until every lamp that is there has answered, or none has
// for a while. It counts seconds: while this machine sleeps, none passes.
func (t *tally) wait(ctx context.Context, news <-chan News) ([]Outcome, error) {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for silent := time.Duration(0); silent < answerWithin; {
		if t.Progress != nil {
			t.Progress(t.count())
		}
		if t.complete() {
			break
		}
		answered, passed, err := t.next(ctx, news, second.C)
		if ctx.Err() == context.Canceled {
			return nil, ctx.Err()
		}
		if err != nil { // nobody says anything any more
			break
		}
		if answered {
			silent = 0
			second.Reset(time.Second)
		}
		if passed {
			silent += time.Second
		}
	}
	return t.results(), nil
}

// count returns how many lamps have answered and how many are to.
func (t *tally) count() (answered, expected int) {
	for id, l := range t.lamps {
		a := t.answers[id]
		switch {
		case a.finished():
			answered++
			expected++
		case a != nil && a.reply != nil, t.isFor(l) && l.Presence == Online:
			expected++
		}
	}
	return answered, expected
}

// finished tells whether nothing more will come: there is a refusal, or the word
// that it is done and the new state.
func (a *answer) finished() bool {
	return a != nil && a.reply != nil && (a.reply.Result != wire.Applied || a.state != nil)
}

// complete tells whether every lamp has answered that can be expected to.
func (t *tally) complete() bool {
	answered, expected := t.count()
	if answered < expected {
		return false
	}
	for _, name := range t.To {
		if !t.settled && !t.answers[name].finished() || !t.known(name) {
			return false // there may be more, or somebody unseen
		}
	}
	return true
}

// known tells whether a name is that of a lamp or a group.
func (t *tally) known(name string) bool {
	for _, l := range t.lamps {
		if l.In(name) {
			return true
		}
	}
	return false
}

// results says what became of the order at each lamp, by id.
func (t *tally) results() []Outcome {
	var outcomes []Outcome
	for _, id := range slices.Sorted(maps.Keys(t.lamps)) {
		if l := t.lamps[id]; t.isFor(l) || t.answers[id] != nil {
			outcomes = append(outcomes, t.result(l))
		}
	}
	for _, name := range t.To {
		if !t.known(name) {
			outcomes = append(outcomes, Outcome{ID: name, Result: Unknown})
		}
	}
	return outcomes
}

// result says what became of the order at one lamp. The state that it made says
// as much as a reply.
func (t *tally) result(l Lamp) Outcome {
	o := Outcome{ID: l.ID, State: l.State}
	a := t.answers[l.ID]
	switch {
	case a != nil && a.reply != nil && a.reply.Result == wire.Applied:
		o.Result, o.Ignored = Done, a.reply.Ignored
	case a != nil && a.reply != nil:
		o.Result, o.Reason = Refused, a.reply.Error
		if o.Reason == "" {
			o.Reason = string(a.reply.Result)
		}
	case a != nil && a.state != nil:
		o.Result = Done
	case l.Presence == Online:
		o.Result = Silent
	default:
		o.Result = Away
	}
	return o
}
