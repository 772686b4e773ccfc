package lamp

import (
	"math"
	"testing"
)

func near(a, b Linear, by float64) bool {
	for i := range a {
		if math.Abs(a[i]-b[i]) > by {
			return false
		}
	}
	return true
}

func TestHueAndSaturationBecomeLinearLight(t *testing.T) {
	for _, c := range []struct {
		name string
		hs   HS
		want Linear
	}{
		{"red", HS{0, 1}, Linear{1, 0, 0}},
		{"red at the other end", HS{1, 1}, Linear{1, 0, 0}},
		{"yellow", HS{1. / 6, 1}, Linear{1, 1, 0}},
		{"green", HS{1. / 3, 1}, Linear{0, 1, 0}},
		{"cyan", HS{0.5, 1}, Linear{0, 1, 1}},
		{"blue", HS{2. / 3, 1}, Linear{0, 0, 1}},
		{"magenta", HS{5. / 6, 1}, Linear{1, 0, 1}},
		{"white", HS{0.3, 0}, Linear{1, 1, 1}},
		{"orange 30", HS{30. / 360, 1}, Linear{1, 0.21404114048223255, 0}}, // sRGB 0.5
		{"pink", HS{0, 0.5}, Linear{1, 0.21404114048223255, 0.21404114048223255}},
	} {
		if got := c.hs.Linear(); !near(got, c.want, 1e-9) {
			t.Errorf("%s: %v.Linear() = %v, want %v", c.name, c.hs, got, c.want)
		}
	}
}

func TestHSUndoesLinear(t *testing.T) {
	for h := range 360 {
		for s := 1; s <= 10; s++ {
			in := HS{float64(h) / 360, float64(s) / 10}
			if got := in.Linear().HS(); math.Abs(got.Hue-in.Hue) > 1e-6 || math.Abs(got.Saturation-in.Saturation) > 1e-6 {
				t.Fatalf("%v comes back as %v", in, got)
			}
		}
	}
}

func TestOklabIsOttossons(t *testing.T) {
	// The reference pairs of bottosson.github.io/posts/oklab are XYZ; these are
	// the sRGB primaries in Oklab as CSS Color 4 gives them.
	for _, c := range []struct {
		rgb  Linear
		want oklab
	}{
		{Linear{1, 1, 1}, oklab{1, 0, 0}},
		{Linear{1, 0, 0}, oklab{0.62796, 0.22486, 0.12585}},
		{Linear{0, 1, 0}, oklab{0.86644, -0.23389, 0.17950}},
		{Linear{0, 0, 1}, oklab{0.45201, -0.03246, -0.31153}},
	} {
		got := c.rgb.oklab()
		for i := range got {
			if math.Abs(got[i]-c.want[i]) > 2e-5 {
				t.Errorf("%v.oklab() = %v, want %v", c.rgb, got, c.want)
			}
		}
		if back := got.linear(); !near(back, c.rgb, 1e-6) {
			t.Errorf("%v comes back as %v", c.rgb, back)
		}
	}
}

func TestColourTemperaturesAreTheBlackBodys(t *testing.T) {
	if got := FromMireds(1e6 / 6504); !near(got, White, 0.06) {
		t.Errorf("6504 K = %v, want about white", got)
	}
	last := FromMireds(153)
	for m := 154.0; m <= 500; m++ {
		c := FromMireds(m)
		if max(c[0], c[1], c[2]) != 1 {
			t.Fatalf("%v mireds is %v, not at full value", m, c)
		}
		if c[2] > last[2] || c[0] < last[0] {
			t.Fatalf("%v mireds is bluer than %v: %v after %v", m, m-1, c, last)
		}
		last = c
	}
	// 2700 K by Planck's law integrated with the CIE 1931 observer:
	// x 0.4599, y 0.4106.
	want := FromXY(0.4599, 0.4106)
	if got := FromMireds(1e6 / 2700); !near(got, want, 0.01) {
		t.Errorf("2700 K = %v, want %v", got, want)
	}
}
