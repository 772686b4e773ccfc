package gpio_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lampd/internal/config"
	"lampd/internal/gpio"
	"lampd/internal/lamp"
)

// wiring is a chapter of docs/hardware.md.
type wiring struct {
	title     string
	toml      string
	configTxt map[string][]string // lines by generation
	rows      [][]string          // of the table of qualities
}

var (
	block = regexp.MustCompile("(?s)```(toml|ini)\n(.*?)```")
	row   = regexp.MustCompile(`(?m)^\| (any|5|0 to 4) \| (.*) \|$`)
)

// wirings reads the chapters that have a configuration.
func wirings(t *testing.T) (list []wiring) {
	t.Helper()
	text, err := os.ReadFile("../../docs/hardware.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, chapter := range strings.Split(string(text), "\n## ")[1:] {
		title, _, _ := strings.Cut(chapter, "\n")
		w := wiring{title: title, configTxt: map[string][]string{}}
		for _, b := range block.FindAllStringSubmatch(chapter, -1) {
			if b[1] == "toml" {
				w.toml = b[2]
				continue
			}
			lines := strings.Split(strings.TrimSpace(b[2]), "\n")
			_, generation, _ := strings.Cut(lines[0], "Raspberry Pi")
			generation = strings.TrimSpace(generation)
			if strings.Contains(lines[0], "any") {
				generation = "any"
			}
			w.configTxt[generation] = lines[1:]
		}
		for _, r := range row.FindAllStringSubmatch(chapter, -1) {
			w.rows = append(w.rows, append([]string{r[1]}, strings.Split(r[2], " | ")...))
		}
		if w.toml != "" {
			list = append(list, w)
		}
	}
	return list
}

func TestTheWiringsOfTheDocs(t *testing.T) {
	all := wirings(t)
	if len(all) < 6 {
		t.Fatalf("only %d chapters were found", len(all))
	}
	for _, w := range all {
		t.Run(w.title, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "config.toml")
			if err := os.WriteFile(file, []byte(w.toml), 0o600); err != nil {
				t.Fatal(err)
			}
			load := func(root string) config.Config {
				c, err := config.Load(file, true, config.Env{Root: root, HostName: "lamp"})
				if err != nil {
					t.Fatal(err)
				}
				c.Output.Root = root
				return c
			}
			load(gpio.Boards["5"][0](t).Root())
			for _, r := range w.rows {
				for _, generation := range []string{"0 to 4", "5"} {
					if r[0] != "any" && r[0] != generation {
						continue
					}
					for _, newBoard := range gpio.Boards[generation] {
						b := newBoard(t)
						w.check(t, load(b.Root()), b, w.configTxt[r[0]], r)
					}
				}
			}
		})
	}
}

// check compares the lines of config.txt with the doctor's, and a row of the
// table with what lampd makes of the board that has them.
func (w wiring) check(t *testing.T, c config.Config, b gpio.TestBoard, lines, row []string) {
	t.Helper()
	examine := func() gpio.Report {
		return gpio.Examine(c.Output, c.Lamp.Kind.Channels(), c.Lamp.Kind == lamp.OnOff)
	}
	var advised []string
	for _, change := range examine().Changes {
		if change.File != "" {
			advised = append(advised, change.Lines...)
		}
	}
	if !slices.Equal(advised, lines) {
		t.Errorf("%s: the doctor advises %q, the page says %q", b.Name(), advised, lines)
	}
	b.Overlay(lines)
	r := examine()
	for _, p := range r.Lamp {
		if p.Quality == nil {
			t.Errorf("%s with the page's lines: %s: %s", b.Name(), p.Channel, p.Problem)
			continue
		}
		frequency := "none"
		if p.Frequency > 0 {
			frequency = fmt.Sprintf("%d Hz", p.Frequency)
		}
		got := []string{row[0], frequency, fmt.Sprint(p.Steps), p.Flicker, fmt.Sprint(p.FirstLevel)}
		if !slices.Equal(got, row) {
			t.Errorf("%s: %s has %q, the page says %q", b.Name(), p.Channel, got, row)
		}
	}
}

// TestTheQualitiesOfTheDocs compares the table of all PWMs with the code's.
func TestTheQualitiesOfTheDocs(t *testing.T) {
	text, err := os.ReadFile("../../docs/hardware.md")
	if err != nil {
		t.Fatal(err)
	}
	pi0, pi5 := gpio.Boards["0 to 4"][0], gpio.Boards["5"][0]
	for _, tt := range []struct {
		start string // of the row
		board func(*testing.T) gpio.TestBoard
		lines []string
	}{
		{"| hardware PWM | 0 to 4 |", pi0, []string{"dtoverlay=pwm,pin=12,func=4"}},
		{"| hardware PWM | 5 |", pi5, []string{"dtoverlay=pwm,pin=12,func=4"}},
		{"| pwm-pio | 5 |", pi5, []string{"dtoverlay=pwm-pio,gpio=12"}},
		{"| pwm-gpio | all |", pi0, []string{"dtoverlay=pwm-gpio,gpio=12"}},
		{"| PCA9685 | all |", pi0, []string{"dtoverlay=i2c-pwm-pca9685a"}},
	} {
		b := tt.board(t)
		b.Overlay(tt.lines)
		devices := gpio.Examine(gpio.Options{Root: b.Root()}, nil, false).Devices
		d := devices[len(devices)-1]
		want := fmt.Sprintf("| %d Hz | %d | %s |\n", d.Frequency, d.Steps, d.Flicker)
		_, rest, _ := strings.Cut(string(text), tt.start)
		got, _, _ := strings.Cut(rest, "\n")
		if !strings.HasSuffix(got+"\n", want) {
			t.Errorf("%s%s, want it to end in %s", tt.start, got, want)
		}
	}
}
