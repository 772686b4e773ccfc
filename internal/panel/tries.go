package panel

import (
	"sync"
	"time"
)

// tries bounds how many passwords can be tried, by anybody: ten at once, and
// one more every five seconds.
type tries struct {
	mu   sync.Mutex
	used float64 // of mostTries
	at   time.Time
}

const (
	mostTries = 10
	tryEvery  = 5 * time.Second
)

// try takes one try, if there is one.
func (t *tries) try(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.used = max(0, t.used-now.Sub(t.at).Seconds()/tryEvery.Seconds())
	t.at = now
	if t.used > mostTries-1 {
		return false
	}
	t.used++
	return true
}

// forgive gives a try back: it was no wrong one.
func (t *tries) forgive() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.used = max(0, t.used-1)
}
