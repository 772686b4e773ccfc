package presencetest

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// bubble says what happens in a bubble. A frozen process is nothing that a
// bubble has.
var bubble = Recipe{
	Faults:  10,
	Quiet:   bubbleRules.Quiet(),
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

// TestPresenceIsNeverWrong plays many seeds. LAMPD_SEEDS is how many,
// LAMPD_SEED which one instead, LAMPD_FAULTS how many faults each has.
func TestPresenceIsNeverWrong(t *testing.T) {
	recipe := bubble
	recipe.Faults = number(t, "LAMPD_FAULTS", recipe.Faults)
	first, last := 1, number(t, "LAMPD_SEEDS", 200)
	if one := number(t, "LAMPD_SEED", 0); one > 0 {
		first, last = one, one
	}
	faults, judged := 0, map[string]int{}
	var length time.Duration
	for seed := first; seed <= last; seed++ {
		p := recipe.New(uint64(seed))
		v, events := inBubble(t, p, uint64(seed))
		faults += len(p.Faults)
		length += p.Length
		for k, n := range v.Judged {
			judged[k] += n
		}
		if len(v.Violations) > 0 {
			small, v, events := Shrink(p, v, events, func(p Plan) (Verdict, []Event) { return inBubble(t, p, uint64(seed)) })
			t.Fatalf("seed %d: %v\nafter\n%v\nthe history\n%s", seed, v.Violations, small, Print(events))
		}
	}
	t.Logf("%d seeds, %d faults in %v: no violation; put to the test: %v", last-first+1, faults, length.Round(time.Minute), judged)
	for _, promise := range []string{"S1", "S2", "S3", "S4", "S5"} {
		if judged[promise] == 0 && first < last {
			t.Errorf("%s was never put to the test", promise)
		}
	}
}

// inBubble plays a plan where time is free.
func inBubble(t *testing.T, p Plan, seed uint64) (v Verdict, events []Event) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { v, events = play(t, p, seed) })
	if t.Failed() {
		t.Fatal(fmt.Sprintf("seed %d could not be played", seed))
	}
	return v, events
}
