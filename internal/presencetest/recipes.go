package presencetest

import "time"

// BenchLamp is what happens to each lamp on a bench, in groups that begin
// within a window and are judged together. What lasts, lasts up to longest.
func BenchLamp(rules Rules, faults int, window, longest time.Duration) Recipe {
	return Recipe{
		Faults:  faults,
		Quiet:   rules.Quiet(),
		Window:  window,
		Longest: longest,
		Latest:  longest,
		Every:   window + longest + rules.Quiet() + 3*time.Second,
		Weights: map[Harm]int{
			Kill: 3, Terminate: 3, Hang: 3, PowerCut: 2, HoldBack: 3, Drop: 2, Cut: 3, LateWill: 3, Takeover: 1, Forge: 4,
		},
	}
}

// BenchBroker is what happens to the broker meanwhile.
func BenchBroker(rules Rules, faults int, window, longest time.Duration) Recipe {
	r := BenchLamp(rules, faults, window, longest)
	r.Weights = map[Harm]int{EndBroker: 1, KillBroker: 1}
	return r
}
