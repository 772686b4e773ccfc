package presencetest

import (
	"fmt"
	"sync"
	"time"
)

// Sum is what many plans have proven.
type Sum struct {
	mu       sync.Mutex
	plans    int
	faults   int
	time     time.Duration
	violated int
	judged   map[string]int
}

// Add counts a plan and its verdict.
func (s *Sum) Add(p Plan, v Verdict) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plans++
	s.faults += len(p.Faults)
	s.time += p.Length
	s.violated += len(v.Violations)
	if s.judged == nil {
		s.judged = map[string]int{}
	}
	for promise, n := range v.Judged {
		s.judged[promise] += n
	}
}

// String is one line for a person.
func (s *Sum) String() string {
	return fmt.Sprintf("%d plans with %d faults in %.1f h: %d violations; put to the test: %v",
		s.plans, s.faults, s.time.Hours(), s.violated, s.judged)
}

// Untested lists the promises that no plan has put to the test.
func (s *Sum) Untested() (promises []string) {
	for _, p := range []string{"S1", "S2", "S3", "S4", "S5"} {
		if s.judged[p] == 0 {
			promises = append(promises, p)
		}
	}
	return promises
}
