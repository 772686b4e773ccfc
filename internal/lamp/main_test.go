package lamp

import (
	"flag"
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if file := os.Getenv(saverFile); file != "" {
		saver(file)
		return
	}
	// A failed property prints its seed; a file of it has no place in the tree.
	_ = flag.Set("rapid.nofailfile", "true")
	goleak.VerifyTestMain(m)
}
