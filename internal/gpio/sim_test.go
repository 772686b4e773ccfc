package gpio

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"
)

var (
	_ gpio.PinOut = (*Sim)(nil)
	_ output      = (*Sim)(nil)
)

func TestASimulationTellsEveryChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var frames []Frame
		l := Simulate(Options{Invert: true, Calibration: map[string]Calibration{"green": {0.5, 0}}}, rgb, func(f Frame) error {
			f.Duty = slices.Clone(f.Duty)
			frames = append(frames, f)
			return nil
		})
		start := time.Now()
		for _, levels := range [][]float64{{0, 0, 0}, {0, 0, 0}, {1, 0.5, 0}} {
			if err := l.Show(levels); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if len(frames) != 2 || !slices.Equal(frames[0].Duty, []float64{0, 0, 0}) || !slices.Equal(frames[1].Duty, []float64{1, 0.25, 0}) {
			t.Fatalf("got %v, want dark and then red with a quarter of green, before inversion", frames)
		}
		if got := frames[1].Time.Sub(start); got != 2*time.Second {
			t.Errorf("the change is %v after the start, want 2s", got)
		}
		if pin := l.channels[0].out.(*Sim); pin.Duty != 0 {
			t.Errorf("the inverted pin of a full channel has the duty %d, want 0", pin.Duty)
		}
	})
}

func TestTheTraceIsALineForEachChange(t *testing.T) {
	file := filepath.Join(t.TempDir(), "trace")
	if err := os.WriteFile(file, []byte("before\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := Open(Options{Driver: "sim", Trace: file}, rgb, false, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for _, levels := range [][]float64{{0, 0, 0}, {0.5, 1, 0.25}, {0.5, 1, 0.25}} {
		if err := l.Show(levels); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 3 || lines[0] != "before" {
		t.Fatalf("got %q, want two lines appended", lines)
	}
	if !strings.HasSuffix(lines[2], `,"duty":{"red":0.5,"green":1,"blue":0.25}}`) {
		t.Errorf("got %s", lines[2])
	}
	var frame struct{ T int64 }
	if err := json.Unmarshal([]byte(lines[2]), &frame); err != nil || frame.T == 0 {
		t.Errorf("%s: %v", lines[2], err)
	}
}

func TestATraceThatCannotBeWrittenIsNamed(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "no", "trace")
	o := Options{Driver: "sim", Trace: missing}
	if _, err := Open(o, rgb, false, nil); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("got %v, want an error that names %s", err, missing)
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full")
	}
	o.Trace = "/dev/full"
	l, err := Open(o, rgb, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Show([]float64{1, 1, 1}); err == nil || !strings.Contains(err.Error(), "/dev/full") {
		t.Errorf("got %v, want an error that names /dev/full", err)
	}
}

func TestShowDoesNotAllocate(t *testing.T) {
	l := Simulate(Options{}, rgb, nil)
	levels := []float64{0, 0, 0}
	if n := testing.AllocsPerRun(100, func() {
		levels[0] += 0.001
		if err := l.Show(levels); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a Show", n)
	}
}

func TestASimulatedPinRefusesWhatIsNoDuty(t *testing.T) {
	var s Sim
	if err := s.PWM(gpio.DutyMax+1, 0); err == nil {
		t.Error("a duty of more than all was taken")
	}
	if err := s.Out(gpio.High); err != nil || s.Duty != gpio.DutyMax {
		t.Errorf("high is duty %d, %v", s.Duty, err)
	}
}
