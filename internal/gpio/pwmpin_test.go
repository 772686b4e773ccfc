package gpio

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
)

var (
	_ gpio.PinOut = (*pwmPin)(nil)
	_ output      = (*pwmPin)(nil)
)

const bcm = "brcm,bcm2835-pwm"

func TestTheFirstShowWritesWhatIsNotThere(t *testing.T) {
	running := pwmState{period: 500000, duty: 100000, enabled: true}
	tests := []struct {
		name       string
		compatible string
		before     *pwmState // nil: not exported
		invert     bool
		step       int // of 5000
		want       []string
	}{
		{"a fresh channel is set up dark and then lit", bcm, nil, false, 2500,
			[]string{"export=0", "pwm0/period=500000", "pwm0/duty_cycle=250000", "pwm0/enable=1"}},
		{"a fresh channel that stays dark runs all the same", bcm, nil, false, 0,
			[]string{"export=0", "pwm0/period=500000", "pwm0/enable=1"}},
		{"polarity comes after the period, or the kernel refuses it", bcm, nil, true, 2500,
			[]string{"export=0", "pwm0/period=500000", "pwm0/polarity=inversed", "pwm0/duty_cycle=250000", "pwm0/enable=1"}},
		{"a running channel with the same light is not written", bcm, &running, false, 1000,
			[]string{"export=0!"}},
		{"a running channel with other light gets one write", bcm, &running, false, 1001,
			[]string{"export=0!", "pwm0/duty_cycle=100100"}},
		{"a stopped channel's old duty goes before its period", bcm, &pwmState{period: 1000000, duty: 900000}, false, 2500,
			[]string{"export=0!", "pwm0/duty_cycle=0", "pwm0/period=500000", "pwm0/duty_cycle=250000", "pwm0/enable=1"}},
		{"a running channel of the other polarity is turned", bcm, &pwmState{500000, 100000, true, true}, false, 1000,
			[]string{"export=0!", "pwm0/polarity=normal"}},
		{"where polarity waits for a stop, it stops", "test,old", &running, true, 1000,
			[]string{"export=0!", "pwm0/polarity=inversed!", "pwm0/enable=0", "pwm0/polarity=inversed", "pwm0/enable=1"}},
		{"where there is no polarity the duty is inverted", "test,upright", nil, true, 1000,
			[]string{"export=0", "pwm0/period=500000", "pwm0/polarity=inversed!", "pwm0/duty_cycle=400000", "pwm0/enable=1"}},
		{"a PCA9685's own frequency is no light to keep", "nxp,pca9685-pwm", nil, false, 2048,
			[]string{"export=0", "pwm0/enable=0", "pwm0/period=655360", "pwm0/duty_cycle=327680", "pwm0/enable=1"}},
		{"a PCA9685 is inverted by the duty at once", "nxp,pca9685-pwm", &pwmState{655360, 655360, true, false}, true, 0,
			[]string{"export=0!"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k, c := fakeChip(t, tt.compatible)
			if tt.before != nil {
				k.put(filepath.Join(c.dir, "pwm0"), *tt.before)
			}
			p, err := openPWM(k, c, 0, 0, tt.invert)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // the second changes nothing
				if err := p.show(tt.step); err != nil {
					t.Fatal(err)
				}
			}
			if !slices.Equal(k.writes, tt.want) {
				t.Errorf("writes\n%q, want\n%q", k.writes, tt.want)
			}
		})
	}
}

// watched is a running channel without files, whose every state is looked at.
type watched struct {
	pwmState
	look func(pwmState)
	n    int
}

func (w *watched) write(path, value string) error {
	w.n++
	w.pwmState = w.with(filepath.Base(path), strings.TrimSpace(value))
	w.look(w.pwmState)
	return nil
}

func (w *watched) open(string) (writer, error) { return w, nil }

func (w *watched) WriteAt(b []byte, _ int64) (int, error) {
	return len(b), w.write("duty_cycle", string(b))
}

func (w *watched) Close() error { return nil }

func (s pwmState) share() float64 { return float64(s.duty) / float64(s.period) }

// TestAnotherPeriodIsReachedBetweenOldAndNew moves running channels from one
// frequency and light to another, and looks at the light after every write.
func TestAnotherPeriodIsReachedBetweenOldAndNew(t *testing.T) {
	shares := []float64{0, 0.00002, 0.001, 0.299, 0.3, 0.995, 1}
	for _, period := range []int64{10000, 100000, 250000, 510001, 4166667, 20000000} {
		for _, before := range shares {
			for _, after := range shares {
				start := pwmState{period: period, duty: int64(before * float64(period)), enabled: true}
				step := int(math.Round(after * 5000))
				low := min(start.share(), float64(step)/5000)
				high := max(start.share(), float64(step)/5000)
				low = min(low, band*high)
				w := &watched{pwmState: start}
				w.look = func(s pwmState) {
					slack := 1.5 / float64(min(s.period, period)) // a nanosecond
					if share := s.share(); share < low-slack || share > high+slack || share > 1 || !s.enabled {
						t.Errorf("from %v of %d ns to %v: %+v is %.6f, outside %.6f..%.6f", before, period, after, s, share, low, high)
					}
				}
				p := &pwmPin{files: w, duty: w, period: 500000, n: 5000, now: start}
				if err := p.show(step); err != nil {
					t.Fatal(err)
				}
				if want := (pwmState{500000, int64(step) * 100, true, false}); w.pwmState != want || w.n > 1600 {
					t.Errorf("from %v of %d ns to %v: ends with %+v after %d writes, want %+v", before, period, after, w.pwmState, w.n, want)
				}
			}
		}
	}
}

func TestAPeriodThatTheDriverRoundedIsKept(t *testing.T) {
	k, c := fakeChip(t, bcm)
	k.put(filepath.Join(c.dir, "pwm0"), pwmState{period: 500010, duty: 500010, enabled: true})
	p, err := openPWM(k, c, 0, 0, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.show(5000); err != nil || len(k.writes) != 1 {
		t.Errorf("%v, writes %q; want none but the export", err, k.writes)
	}
}

func TestThreeOutputsOfAPCA9685ChangeTheirFrequencyTogether(t *testing.T) {
	k, c := fakeChip(t, "nxp,pca9685-pwm")
	for _, f := range []physic.Frequency{0, 200 * physic.Hertz, 1000 * physic.Hertz} {
		var pins []*pwmPin
		for channel := range 3 {
			p, err := openPWM(k, c, channel, f, false)
			if err != nil {
				t.Fatal(err)
			}
			pins = append(pins, p)
		}
		for _, p := range pins {
			if err := p.show(100); err != nil {
				t.Fatalf("at %s: %v", f, err)
			}
		}
		s, _ := readPWM(pins[2].dir)
		if want := (pwmState{pins[2].period, 100 * pins[2].period / 4096, true, false}); s != want {
			t.Errorf("at %s: %+v, want %+v", f, s, want)
		}
	}
}

func TestFilesThatUdevHasNotGivenAwayYetAreTriedAgain(t *testing.T) {
	for _, errno := range []error{syscall.ENOENT, syscall.EACCES} {
		synctest.Test(t, func(t *testing.T) {
			k, c := fakeChip(t, bcm)
			start := time.Now()
			k.refuse = func(path string) error {
				if time.Since(start) < time.Second && filepath.Base(path) != "npwm" {
					return errno
				}
				return nil
			}
			if _, err := openPWM(k, c, 0, 0, false); err != nil {
				t.Errorf("%v for a second: %v", errno, err)
			}
			start = time.Now().Add(time.Hour)
			_, err := openPWM(k, c, 1, 0, false)
			if !errors.Is(err, errno) || !strings.Contains(err.Error(), "/pwmchip0/export") {
				t.Errorf("%v for good: %v, want it and its file", errno, err)
			}
		})
	}
}

func TestHardwareThatIsGoneIsNamed(t *testing.T) {
	k, c := fakeChip(t, bcm)
	p, err := openPWM(k, c, 0, 0, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.show(1); err != nil {
		t.Fatal(err)
	}
	k.refuse = func(string) error { return syscall.EIO }
	err = p.show(2)
	if want := "pwmchip0/pwm0/duty_cycle: input/output error"; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want ...%s", err, want)
	}
	k.refuse = nil
	if err := p.show(2); err != nil || k.writes[len(k.writes)-1] != "pwm0/duty_cycle=200" {
		t.Errorf("%v, writes %q; want the refused duty again", err, k.writes)
	}
}

func TestAChannelOfAnotherDriverIsRefused(t *testing.T) {
	k, c := fakeChip(t, bcm)
	k.refuse = func(path string) error {
		if filepath.Base(path) == "export" {
			return syscall.EBUSY
		}
		return nil
	}
	if _, err := openPWM(k, c, 0, 0, false); err == nil || !strings.Contains(err.Error(), "another driver") {
		t.Errorf("got %v", err)
	}
	k.refuse = nil
	if _, err := openPWM(k, c, 2, 0, false); !errors.Is(err, syscall.ENODEV) {
		t.Errorf("a channel beyond the last: %v, want ENODEV", err)
	}
}

func TestPeriphsPWMSetsDutyAndFrequency(t *testing.T) {
	k, c := fakeChip(t, bcm)
	p, err := openPWM(k, c, 0, 0, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		do   func() error
		want pwmState
	}{
		{func() error { return p.PWM(gpio.DutyHalf, 0) }, pwmState{500000, 250000, true, false}},
		{func() error { return p.PWM(gpio.DutyHalf, physic.KiloHertz) }, pwmState{1000000, 500000, true, false}},
		{func() error { return p.Out(gpio.High) }, pwmState{1000000, 1000000, true, false}},
		{func() error { return p.Out(gpio.Low) }, pwmState{1000000, 0, true, false}},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if s, _ := readPWM(p.dir); s != step.want {
			t.Errorf("got %+v, want %+v", s, step.want)
		}
	}
	if err := p.PWM(-1, 0); err == nil {
		t.Error("a negative duty was taken")
	}
	if err := p.PWM(0, physic.MegaHertz); err == nil {
		t.Error("1 MHz of 10 steps was taken")
	}
}

// TestShowOnPWMDoesNotAllocate writes to a plain file, as to the kernel.
func TestShowOnPWMDoesNotAllocate(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "duty_cycle"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	p := &pwmPin{period: 500000, n: 5000, taken: true, duty: file, buf: make([]byte, 0, 24)}
	l := &Light{channels: []channel{{name: "red", scale: full, out: p, shown: -1}}}
	levels := []float64{0}
	if n := testing.AllocsPerRun(100, func() {
		levels[0] += 0.001
		if err := l.Show(levels); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a Show", n)
	}
}
