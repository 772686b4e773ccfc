package presencetest

import (
	"fmt"
	"slices"
	"strings"
)

// Describe says what a plan violates, and how it came to that.
func Describe(p Plan, v Verdict, events []Event) string {
	return fmt.Sprintf("%s\nafter\n%vin this history\n%s", strings.Join(v.Violations, "\n"), p, Print(events))
}

// Shrink leaves out the faults without which a plan still fails, and returns
// the plan, the verdict and the history that remain. play plays a plan.
func Shrink(p Plan, v Verdict, events []Event, play func(Plan) (Verdict, []Event)) (Plan, Verdict, []Event) {
	for size := len(p.Faults) / 2; size > 0; {
		smaller := false
		for at := 0; at+size <= len(p.Faults); {
			q := p
			q.Faults = slices.Delete(slices.Clone(p.Faults), at, at+size)
			if w, e := play(q); len(w.Violations) > 0 {
				p, v, events, smaller = q, w, e, true
			} else {
				at += size
			}
		}
		if !smaller {
			size /= 2
		}
		size = min(size, len(p.Faults))
	}
	return p, v, events
}
