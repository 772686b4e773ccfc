package panel

import (
	"testing"

	"lampd/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }
