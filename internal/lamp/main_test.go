package lamp

import (
	"flag"
	"os"
	"testing"

	"lampd/internal/leaktest"
)

func TestMain(m *testing.M) {
	if file := os.Getenv(saverFile); file != "" {
		saver(file)
		return
	}
	// A failed property prints its seed; a file of it has no place in the tree.
	_ = flag.Set("rapid.nofailfile", "true")
	leaktest.Main(m)
}
