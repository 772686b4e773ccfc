package interop

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/presencetest"
)

// TestTwoMachinesWithOneIdDoNotFight: both find out; from then on there are
// few presence messages; when one goes, the other is back and quiet.
func TestTwoMachinesWithOneIdDoNotFight(t *testing.T) {
	f := newFigures(t)
	w := f.watch()
	lamps := make([]*presencetest.Process, 2)
	dir := f.bench.Dir
	for i := range lamps {
		f.bench.Dir = filepath.Join(dir, fmt.Sprint(i))
		_, lamps[i] = f.lamp(t.Context(), "desk")
		lamps[i].Start()
	}
	start := time.Now()
	until := func(what string, condition func() bool) {
		t.Helper()
		for since := time.Now(); !condition(); time.Sleep(50 * time.Millisecond) {
			if time.Since(since) > 5*time.Minute {
				t.Fatalf("it does not come to this: %s", what)
			}
		}
	}
	for _, l := range lamps {
		until("both know", func() bool { _, conflict := l.Says(); return conflict })
	}
	found := time.Since(start)
	count := func(d time.Duration) (n int) {
		ctx, cancel := context.WithTimeout(t.Context(), d)
		defer cancel()
		for {
			select {
			case <-w.Seen():
				n++
			case <-ctx.Done():
				return n
			}
		}
	}
	count(time.Second)
	const minutes = 6
	n := count(minutes * time.Minute)
	lamps[1].Stop()
	gone := time.Now()
	until("the other is back", func() bool { connected, _ := lamps[0].Says(); return connected })
	back := time.Since(gone)
	count(30 * time.Second)
	after := count(3 * time.Minute)
	if n >= 6*minutes || after > 1 {
		t.Errorf("%d presence messages in %d minutes, %d in the three minutes after", n, minutes, after)
	}
	if got, _ := brokertest.Retained(t, nil, f.broker.Addr, "state/desk"); got != "1" {
		t.Errorf("kept is %q", got)
	}
	table.Lock()
	defer table.Unlock()
	table.lines = append(table.lines, fmt.Sprintf(
		"two lamps of one id: known to both after %v; then %d presence messages in %d minutes; one gone, the other was back after %v, then %d in 3 minutes",
		found.Round(100*time.Millisecond), n, minutes, back.Round(100*time.Millisecond), after))
}
