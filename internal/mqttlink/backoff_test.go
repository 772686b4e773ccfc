package mqttlink

import (
	"testing"
	"time"
)

func TestDelayIsFullJitterUnderADoublingCeiling(t *testing.T) {
	almost := 0.999999999
	for _, c := range []struct {
		step  int
		limit time.Duration
		u     float64
		want  time.Duration
	}{
		{0, time.Minute, 0, 0},
		{0, time.Minute, almost, second},
		{1, time.Minute, almost, 2 * second},
		{1, time.Minute, 0.5, second},
		{5, time.Minute, almost, 32 * second},
		{6, time.Minute, almost, time.Minute},
		{1000000, time.Minute, almost, time.Minute},
		{1, 2 * second, almost, 2 * second},
		{9, 2 * second, almost, 2 * second},
		{15, 9 * time.Hour, almost, 9 * time.Hour},
	} {
		got := delay(c.step, c.limit, c.u)
		if diff := c.want - got; diff < 0 || diff > time.Millisecond {
			t.Errorf("delay(%d, %v, %v) = %v, want %v", c.step, c.limit, c.u, got, c.want)
		}
	}
}
