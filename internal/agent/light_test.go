package agent

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"periph.io/x/conn/v3/physic"

	"lampd/internal/gpio"
	"lampd/internal/lamp"
)

// bench is a lamp's real light on a PWM chip of files: what a kernel would
// have been told stands in them.
type bench struct {
	*gpio.Light
	duties []*os.File
	steps  int
	shown  [lamp.MaxChannels]int
}

// period is that of a chip of 10 MHz, in nanoseconds, in which there are so
// many steps.
func period(steps int) int { return steps * 100 }

// newBench opens the light of a kind on outputs of a number of steps.
func newBench(t *testing.T, kind lamp.Kind, steps int, scale gpio.Calibration) *bench {
	t.Helper()
	root := t.TempDir()
	put := func(name, content string) {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const chip, device = "sys/class/pwm/pwmchip0", "sys/devices/platform/test.pwm"
	put(chip+"/npwm", "5")
	put(chip+"/export", "")
	put(device+"/uevent", "")
	if err := os.Symlink(filepath.Join(root, device), filepath.Join(root, chip, "device")); err != nil {
		t.Fatal(err)
	}
	o := gpio.Options{
		Driver: "pwm", Root: root, Pins: map[string]string{}, Calibration: map[string]gpio.Calibration{},
		Frequency: physic.Frequency(1e15 / int64(period(steps))),
	}
	b := &bench{steps: steps}
	for i, channel := range kind.Channels() {
		dir := fmt.Sprintf("%s/pwm%d/", chip, i)
		put(dir+"period", strconv.Itoa(period(steps)))
		put(dir+"duty_cycle", "0")
		put(dir+"enable", "1")
		put(dir+"polarity", "normal")
		o.Pins[channel] = fmt.Sprintf("test.pwm/%d", i)
		o.Calibration[channel] = scale
		file, err := os.Open(filepath.Join(root, dir, "duty_cycle"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { file.Close() })
		b.duties = append(b.duties, file)
	}
	light, err := gpio.Open(o, kind.Channels(), false, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { light.Close() })
	if got := light.Outputs()[0].Steps; got != steps {
		t.Fatalf("the outputs have %d steps, want %d", got, steps)
	}
	b.Light = light
	return b
}

// show shows a state and returns the steps that the chip was told.
func (b *bench) show(t *testing.T, f lamp.Fixture, s lamp.State) []int {
	t.Helper()
	var levels [lamp.MaxChannels]float64
	if err := b.Show(f.Levels(f.Look(s), &levels)); err != nil {
		t.Fatal(err)
	}
	var text [32]byte
	for i, file := range b.duties {
		n, _ := file.ReadAt(text[:], 0)
		line, _, _ := strings.Cut(string(text[:n]), "\n")
		ns, err := strconv.Atoi(line)
		if err != nil {
			t.Fatal(err)
		}
		b.shown[i] = ns / 100
	}
	return b.shown[:len(b.duties)]
}

// colors returns states of every colour mode of a kind.
func colors(f lamp.Fixture) (states []lamp.State) {
	s := f.First()
	for _, s.Mode = range f.Kind.ColorModes() {
		switch s.Mode {
		case lamp.ModeHS:
			for hue := range 24 {
				s.Hue = float64(hue) / 24
				for _, s.Saturation = range []float64{0.2, 0.6, 1} {
					states = append(states, s)
				}
			}
		case lamp.ModeTemperature:
			cold, warm := f.MiredRange()
			for eighth := range 9 {
				s.Mireds = cold + (warm-cold)*float64(eighth)/8
				states = append(states, s)
			}
		default:
			states = append(states, s)
		}
	}
	return states
}

// TestOnMeansLight holds what docs/light.md promises of every brightness, colour,
// kind and calibration, on the files of PWM chips of 12, 14 and 16 bits: the
// brightest channel is lit and never falls as the brightness rises; the duties
// rise strictly for a full channel, and from 14 bits on for each whose share of
// the colour, times its range, is at least 0.3.
func TestOnMeansLight(t *testing.T) {
	scales := []gpio.Calibration{{Maximum: 1}, {Maximum: 0.3}, {Maximum: 0.6, Minimum: 0.02}, {Maximum: 1, Minimum: 0.2}}
	for _, kind := range lamp.Kinds {
		for _, steps := range []int{1<<12 - 1, 1<<14 - 1, 1<<16 - 1} {
			for _, scale := range scales {
				t.Run(fmt.Sprintf("%s, %d steps, %v", kind, steps, scale), func(t *testing.T) {
					if testing.Short() && steps > 1<<14 {
						t.Skip("long")
					}
					f := lamp.Fixture{Kind: kind, Warm: 1e6 / 2700, Cold: 1e6 / 6500}
					b := newBench(t, kind, steps, scale)
					for _, s := range colors(f) {
						b.rises(t, f, s, scale)
					}
				})
			}
		}
	}
}

// rises shows all brightnesses of a state's colour, and checks the promise.
func (b *bench) rises(t *testing.T, f lamp.Fixture, s lamp.State, scale gpio.Calibration) {
	t.Helper()
	var full [lamp.MaxChannels]float64
	s.Brightness = 1
	shares := f.Levels(f.Look(s), &full)
	brightest := slices.Index(shares, slices.Max(shares))
	var last [lamp.MaxChannels]int
	for level := 1; level <= 255; level++ {
		s.Brightness = float64(level) / 255
		steps := b.show(t, f, s)
		if steps[brightest] == 0 {
			t.Fatalf("level %d of %+v is dark: %v", level, s, steps)
		}
		for c, step := range steps {
			share := shares[c] * (scale.Maximum - scale.Minimum)
			strict := f.Kind.Dimmable() && (share == 1 || share >= 0.3 && b.steps >= 1<<14-1)
			if step < last[c] || strict && step == last[c] {
				t.Fatalf("level %d of %+v has step %d of channel %d after %d", level, s, step, c, last[c])
			}
			last[c] = step
		}
	}
	if want := int(float64(b.steps)*(scale.Minimum+shares[brightest]*(scale.Maximum-scale.Minimum)) + 0.5); last[brightest] != want {
		t.Fatalf("full light of %+v is step %d, want %d", s, last[brightest], want)
	}
	s.On = false
	if steps := b.show(t, f, s); slices.Max(steps) != 0 {
		t.Fatalf("off is %v", steps)
	}
}
