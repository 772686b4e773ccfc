package presencetest

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// bubble says what happens in a bubble. A frozen process is nothing that a
// bubble has.
var bubble = Recipe{
	Faults:  5,
	Quiet:   bubbleRules.Quiet(),
	Window:  20 * time.Second,
	Longest: time.Minute,
	Latest:  90 * time.Second,
	Hidden:  bubbleRules.KeepAlive * 3 / 2,
	Weights: map[Harm]int{
		Kill: 3, Terminate: 3, PowerCut: 2, HoldBack: 3, Drop: 2, Cut: 3, LateWill: 4, HiddenWill: 3,
		Takeover: 2, Forge: 4, EndBroker: 2, KillBroker: 2,
	},
}

// number returns the number in an environment variable, or another one.
func number(t *testing.T, name string, other int) int {
	s := os.Getenv(name)
	if s == "" {
		return other
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestPresenceIsNeverWrong plays many seeds. LAMPD_SEEDS is how many, and
// LAMPD_FAULTS how many faults each has at least.
func TestPresenceIsNeverWrong(t *testing.T) {
	recipe := bubble
	recipe.Faults = number(t, "LAMPD_FAULTS", recipe.Faults)
	seeds := number(t, "LAMPD_SEEDS", 200)
	var all Sum
	var shrunk sync.Once // of many seeds that fail, one is enough
	t.Run("seed", func(t *testing.T) {
		for seed := range uint64(seeds) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				p := recipe.New(seed)
				again := func(p Plan) (Verdict, []Event) { return inBubble(t, p, seed) }
				v, events := again(p)
				all.Add(p, v)
				if len(v.Violations) == 0 {
					return
				}
				shrunk.Do(func() { p, v, events = Shrink(p, v, events, again) })
				t.Error(Describe(p, v, events))
			})
		}
	})
	t.Log(&all)
	if missing := all.Untested(); len(missing) > 0 && !t.Failed() {
		t.Errorf("%v was never put to the test", missing)
	}
}

// inBubble plays a plan where time is free.
func inBubble(t *testing.T, p Plan, seed uint64) (v Verdict, events []Event) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { v, events = play(t, p, seed) })
	return v, events
}
