package gpio

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkShow writes three channels to plain files, as to the kernel's, and
// to pins that are none. Each Show changes one channel or all of them.
func BenchmarkShow(b *testing.B) {
	for _, c := range []struct {
		name    string
		light   func(b *testing.B) *Light
		changed int
	}{
		{"files, one changes", onFiles, 1},
		{"files, all change", onFiles, 3},
		{"files, none changes", onFiles, 0},
		{"simulated, all change", func(*testing.B) *Light { return Simulate(Options{}, rgb, nil) }, 3},
	} {
		b.Run(c.name, func(b *testing.B) {
			l := c.light(b)
			levels := []float64{0.5, 0.5, 0.5}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				for k := range c.changed {
					levels[k] = float64(i%5000) / 5000
				}
				if err := l.Show(levels); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// onFiles returns a light whose pins run at 2 kHz with 5000 steps.
func onFiles(b *testing.B) *Light {
	l := &Light{}
	for _, name := range rgb {
		file, err := os.Create(filepath.Join(b.TempDir(), "duty_cycle"))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { file.Close() })
		out := &pwmPin{period: 500000, n: 5000, taken: true, duty: file, buf: make([]byte, 0, 24)}
		l.channels = append(l.channels, channel{name: name, scale: full, out: out, shown: -1})
	}
	return l
}
