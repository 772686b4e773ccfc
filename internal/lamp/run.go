package lamp

import (
	"context"
	"fmt"
	"time"
)

// Run shows the first light and then owns the lamp until ctx is done. An error
// of the output ends it.
func (l *Lamp) Run(ctx context.Context) error {
	defer close(l.gone)
	defer close(l.keeper)
	if err := l.light(); err != nil {
		return err
	}
	return l.loop(ctx)
}

// light shows the first light. What it needs of the stack is not kept for the
// life of the loop.
func (l *Lamp) light() error {
	l.stage = l.Start.stage(nature{l.Fixture(), l.Transition, l.Seed}, time.Now())
	if err := l.update(true); err != nil {
		return err
	}
	close(l.lit)
	return nil
}

// loop waits for what comes next: a request, the next instant at which there
// is something to do or to show, the beat, the end. In a steady light no timer
// runs.
func (l *Lamp) loop(ctx context.Context) error {
	alarm := time.NewTimer(0)
	defer alarm.Stop()
	var beats <-chan time.Time
	if l.Beat > 0 {
		ticker := time.NewTicker(l.Beat)
		defer ticker.Stop()
		beats = ticker.C
	}
	for {
		if next := l.stage.next(l.looked); next.IsZero() {
			alarm.Stop()
		} else {
			alarm.Reset(time.Until(next))
		}
		served := false
		select {
		case <-ctx.Done():
			return l.leave()
		case r := <-l.queue:
			l.serve(r)
			served = true
		case <-alarm.C:
		case <-beats:
			l.OnBeat()
			continue
		}
		if err := l.update(served); err != nil {
			return err
		}
	}
}

// update does what is due, shows the look of now, and tells the watchers if
// they are to be told or the target changed.
func (l *Lamp) update(tell bool) error {
	now := time.Now()
	l.looked = now
	changed := l.stage.advance(now)
	if err := l.Output.Show(l.stage.fixture.Levels(l.stage.look(now), &l.levels)); err != nil {
		return fmt.Errorf("show the light: %w", err)
	}
	if tell || changed {
		l.tell(now)
	}
	return nil
}

// tell puts the newest report into every mailbox.
func (l *Lamp) tell(now time.Time) {
	report := Report{State: l.stage.State}
	if ends := l.stage.ends(now); !ends.IsZero() && l.Clock() == Synced {
		report.Ends = now.Round(0).Add(ends.Sub(now))
	}
	for _, w := range l.watchers {
		post(w, report)
	}
	post(l.keeper, l.stage.kept(now))
}

// leave keeps the stage as it is by now and leaves the light as configured.
func (l *Lamp) leave() error {
	post(l.keeper, l.stage.kept(time.Now()))
	if l.OnExit != "dark" {
		return nil
	}
	clear(l.levels[:])
	return l.Output.Show(l.levels[:len(l.Kind.Channels())])
}
