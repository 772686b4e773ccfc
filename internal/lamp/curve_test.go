package lamp

import (
	"math"
	"testing"
)

func TestLuminanceIsCIELightness(t *testing.T) {
	for _, c := range []struct{ lightness, want float64 }{
		{0, 0}, {-1, 0}, {1, 1}, {2, 1},
		{0.08, 8 / 903.3},
		{0.5, 0.18418651851244416}, // L* 50 is the textbook's middle grey
		{1. / 255, 100. / 255 / 903.3},
	} {
		if got := Luminance(c.lightness); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("Luminance(%v) = %v, want %v", c.lightness, got, c.want)
		}
	}
}

func TestLightnessUndoesLuminance(t *testing.T) {
	for i := range 1001 {
		l := float64(i) / 1000
		if got := Lightness(Luminance(l)); math.Abs(got-l) > 1e-5 {
			t.Errorf("Lightness(Luminance(%v)) = %v", l, got)
		}
	}
}

func TestEveryLevelRisesOnTwelveBits(t *testing.T) {
	last := 0.0
	for n := 1; n <= 255; n++ {
		steps := math.Round(Luminance(float64(n)/255) * 4095)
		if steps <= last {
			t.Errorf("level %d has %v steps of 4095, level %d has %v", n, steps, n-1, last)
		}
		last = steps
	}
}

func TestLevelRoundsHalfUpAndNeverToDark(t *testing.T) {
	for _, c := range []struct {
		brightness float64
		want       int
	}{{0, 0}, {0.0001, 1}, {1. / 255, 1}, {127.5 / 255, 128}, {0.5, 128}, {1, 255}, {3, 255}} {
		if got := Level(c.brightness); got != c.want {
			t.Errorf("Level(%v) = %d, want %d", c.brightness, got, c.want)
		}
	}
}
