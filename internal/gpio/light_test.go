package gpio

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"periph.io/x/conn/v3/physic"

	"lampd/internal/lamp"
)

// coarse is a pin of few steps that remembers what it was told.
type coarse struct {
	Sim
	n      int
	writes []int
	fail   error
}

func (c *coarse) steps() int { return c.n }

func (c *coarse) show(step int) error {
	c.writes = append(c.writes, step)
	return c.fail
}

// coarseLight returns a light of one channel for each calibration, on pins of n steps.
func coarseLight(n int, scales ...Calibration) (*Light, []*coarse) {
	l := &Light{}
	var pins []*coarse
	for _, scale := range scales {
		pin := &coarse{n: n}
		pins = append(pins, pin)
		l.channels = append(l.channels, channel{name: "c", pin: "P", scale: scale, out: pin, shown: -1})
	}
	return l, pins
}

func TestShowScalesEachLevel(t *testing.T) {
	tests := []struct {
		name  string
		scale Calibration
		level float64
		want  int // of 1000
	}{
		{"dark is nothing", full, 0, 0},
		{"full is everything", full, 1, 1000},
		{"half is half", full, 0.5, 500},
		{"rounds to the nearest step", full, 0.0026, 3},
		{"the faintest light is a step", full, 1e-9, 1},
		{"a maximum scales", Calibration{0.3, 0}, 1, 300},
		{"a minimum lifts what is lit", Calibration{1, 0.1}, 1e-9, 100},
		{"a minimum leaves dark dark", Calibration{1, 0.1}, 0, 0},
		{"between minimum and maximum it is even", Calibration{0.6, 0.2}, 0.5, 400},
		{"more than full is full", full, 1.5, 1000},
		{"less than nothing is nothing", full, -1, 0},
		{"no number is nothing", full, math.NaN(), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, pins := coarseLight(1000, tt.scale)
			if err := l.Show([]float64{tt.level}); err != nil {
				t.Fatal(err)
			}
			if got := pins[0].writes; !slices.Equal(got, []int{tt.want}) {
				t.Errorf("level %v wrote %v, want [%d]", tt.level, got, tt.want)
			}
		})
	}
}

func TestOnlyTheBrightestChannelsAreLifted(t *testing.T) {
	l, pins := coarseLight(100, full, full, full)
	if err := l.Show([]float64{0.0010, 0.000999, 0.0005}); err != nil {
		t.Fatal(err)
	}
	got := []int{pins[0].writes[0], pins[1].writes[0], pins[2].writes[0]}
	if !slices.Equal(got, []int{1, 1, 0}) {
		t.Errorf("got %v, want the two alike at a step and the third dark", got)
	}
}

func TestAnUnchangedStepIsNotWrittenAgain(t *testing.T) {
	l, pins := coarseLight(100, full, full)
	for _, levels := range [][]float64{{0.5, 0.2}, {0.5, 0.2}, {0.501, 0.3}} {
		if err := l.Show(levels); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(pins[0].writes, []int{50}) || !slices.Equal(pins[1].writes, []int{20, 30}) {
		t.Errorf("writes %v and %v, want [50] and [20 30]", pins[0].writes, pins[1].writes)
	}
}

func TestAFailedWriteIsTriedAgain(t *testing.T) {
	l, pins := coarseLight(100, full)
	pins[0].fail = errors.New("input/output error")
	err := l.Show([]float64{1})
	if err == nil || !strings.Contains(err.Error(), "set c on P: input/output error") {
		t.Fatalf("got %v, want the channel, the pin and the cause", err)
	}
	pins[0].fail = nil
	if err := l.Show([]float64{1}); err != nil || len(pins[0].writes) != 2 {
		t.Errorf("after the failure: %v, writes %v; want a second write", err, pins[0].writes)
	}
}

func TestShowRefusesAWrongNumberOfLevels(t *testing.T) {
	l, pins := coarseLight(100, full)
	if err := l.Show([]float64{1, 1}); err == nil || pins[0].writes != nil {
		t.Errorf("got %v and writes %v", err, pins[0].writes)
	}
}

// Package gpio imports nothing of ours: it has a copy of the curve.
func TestTheCurveIsTheLamps(t *testing.T) {
	for level := range 256 {
		share := float64(level) / 255
		if got, want := luminance(share), lamp.Luminance(share); math.Abs(got-want) > 1e-12 {
			t.Errorf("lightness %v has the luminance %v here and %v in package lamp", share, got, want)
		}
	}
}

// TestEveryBrightnessLights holds the promise of "on means light" on every
// kind of output, and that the duties never fall; from 12 bits on they rise.
func TestEveryBrightnessLights(t *testing.T) {
	for _, n := range []int{1, 100, 416, 4096, 5000, 25000, 33333} {
		l, pins := coarseLight(n, full)
		last := 0
		for level := 1; level <= 255; level++ {
			l.channels[0].shown = -1
			if err := l.Show([]float64{luminance(float64(level) / 255)}); err != nil {
				t.Fatal(err)
			}
			step := pins[0].writes[level-1]
			if step < 1 || step < last || n >= 4096 && step == last {
				t.Errorf("%d steps: brightness %d is step %d after %d", n, level, step, last)
			}
			last = step
		}
		if last != n {
			t.Errorf("%d steps: full brightness is step %d", n, last)
		}
	}
}

func TestOutputsTellTheFirstLevel(t *testing.T) {
	for n, want := range map[int]int{1: 1, 100: 12, 416: 3, 4096: 1, 25000: 1} {
		l, _ := coarseLight(n, full)
		if got := l.Outputs()[0].FirstLevel; got != want {
			t.Errorf("%d steps light first at %d, want %d", n, got, want)
		}
	}
	l, _ := coarseLight(100, Calibration{1, 0.1})
	if got := l.Outputs()[0].FirstLevel; got != 1 {
		t.Errorf("with a minimum of 10 steps the first level is %d, want 1", got)
	}
}

func TestFlickerClasses(t *testing.T) {
	for f, want := range map[physic.Frequency]string{
		0: "none", 240 * physic.Hertz: "may be seen", 1249 * physic.Hertz: "may be seen",
		1250 * physic.Hertz: "low risk", 2 * physic.KiloHertz: "low risk",
		3 * physic.KiloHertz: "no observable effect",
	} {
		if got := flicker(f); got != want {
			t.Errorf("%s: %q, want %q", f, got, want)
		}
	}
}
