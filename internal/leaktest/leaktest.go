// Package leaktest fails a package's tests if they leave goroutines behind. It
// is test code only.
package leaktest

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience is how long the last goroutines may take to end: goleak alone gives
// them half a second, which is short on a loaded machine.
const patience = time.Minute

// Main runs the tests of a package; it is all that a TestMain needs.
func Main(m *testing.M) { goleak.VerifyTestMain(slow{m}) }

type slow struct{ *testing.M }

// Run runs the tests and waits for their goroutines.
func (s slow) Run() int {
	code := s.M.Run()
	for end := time.Now().Add(patience); code == 0 && goleak.Find() != nil && time.Now().Before(end); {
	}
	return code
}
