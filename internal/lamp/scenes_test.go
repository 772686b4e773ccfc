package lamp

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var update = flag.Bool("update", false, "write the traces in testdata anew")

// step is what happens at an instant of a scene.
type step struct {
	at      time.Duration
	change  Change
	restart bool // the lamp is restarted, with its live state, instead
}

const (
	second = time.Second
	ms     = time.Millisecond
)

// scenes are lights whose traces are kept in testdata/scenes: the levels of
// the channels every so often, and what watchers are told.
var scenes = []struct {
	name  string
	kind  Kind
	every time.Duration // between two lines
	until time.Duration
	steps []step
}{
	{"off and on", RGB, 50 * ms, 1200 * ms, []step{
		{at: 0, change: Change{Power: &off}},
		{at: 600 * ms, change: Change{Power: &on}}}},
	{"red to blue", RGB, 50 * ms, 1500 * ms, []step{
		{at: 0, change: Change{Color: &HS{0, 1}, Transition: p(0 * second)}},
		{at: 100 * ms, change: Change{Color: &HS{2. / 3, 1}, Transition: p(1 * second)}}}},
	{"a slider that moves during a fade", RGB, 20 * ms, 900 * ms, []step{
		{at: 0, change: Change{Brightness: p(0.2), Transition: p(1 * second)}},
		{at: 200 * ms, change: Change{Brightness: p(0.6)}},
		{at: 300 * ms, change: Change{Brightness: p(0.5), Color: &HS{0.1, 1}}},
		{at: 400 * ms, change: Change{Brightness: p(0.9)}}}},
	{"dim until stop", Dimmer, 100 * ms, 3 * second, []step{
		{at: 0, change: Change{Move: p(-100. / 255)}},
		{at: 1500 * ms, change: Change{Move: p(0.)}},
		{at: 2 * second, change: Change{Step: p(20. / 255)}}}},
	{"a flash with a colour in between", RGB, 100 * ms, 4 * second, []step{
		{at: 0, change: Change{Flash: p(3 * second)}},
		{at: 1200 * ms, change: Change{Color: &HS{1. / 3, 1}}}}},
	{"a late start in step", RGBW, 50 * ms, 2 * second, []step{
		{at: 500 * ms, change: Change{Color: &HS{0, 1}, Transition: p(1 * second), At: p(bubble.Add(300 * ms))}}}},
	{"off after a while", RGB, 100 * ms, 4 * second, []step{
		{at: 0, change: Change{Brightness: p(0.5), OnTime: p(2 * second), At: p(bubble.Add(1 * second))}}}},
	{"a candle on white channels", RGBWW, 50 * ms, 3 * second, []step{
		{at: 0, change: Change{White: p(0.8)}},
		{at: 500 * ms, change: Change{Effect: p("candle")}}}},
	{"half a rainbow then a colour", RGBW, 250 * ms, 12 * second, []step{
		{at: 0, change: Change{Effect: p("rainbow")}},
		{at: 10 * second, change: Change{Color: &HS{0.1, 0.5}, Transition: p(1 * second)}}}},
	{"a sunrise at ten times its pace", RGBWW, 3 * second, 186 * second, []step{
		{at: 0, change: Change{Mireds: p(250.), Power: &off, Transition: p(0 * second)}},
		{at: 3 * second, change: Change{Effect: p("sunrise"), Speed: p(10.)}}}},
	{"find a switched lamp", OnOff, 250 * ms, 11 * second, []step{
		{at: 250 * ms, change: Change{Effect: p("identify")}}}},
	{"warm to cold", CCT, 100 * ms, 2 * second, []step{
		{at: 0, change: Change{Mireds: p(370.), Brightness: p(0.6), Transition: p(0 * second)}},
		{at: 200 * ms, change: Change{Mireds: p(153.), Transition: p(1500 * ms)}}}},
	{"a restart in a long fade", RGB, 2 * second, 62 * second, []step{
		{at: 0, change: Change{Power: &off, Transition: p(60 * second)}},
		{at: 30 * second, restart: true}}},
}

// bubble is when time starts in a synctest bubble.
var bubble = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func TestScenesLookAsTheyAlwaysDid(t *testing.T) {
	for _, s := range scenes {
		t.Run(s.name, func(t *testing.T) {
			var got bytes.Buffer
			synctest.Test(t, func(t *testing.T) { play(t, &got, s.kind, s.every, s.until, s.steps) })
			file := filepath.Join("testdata", "scenes", strings.ReplaceAll(s.name, " ", "-")+".txt")
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s differs, and with -update is as it is now; from the first difference on:\n%s", file, rest(got.Bytes(), want))
			}
		})
	}
}

// rest returns some lines of got from where it differs.
func rest(got, want []byte) []byte {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	i = bytes.LastIndexByte(got[:i], '\n') + 1
	return got[i:min(len(got), i+500)]
}

// play writes the trace of a scene.
func play(t *testing.T, w *bytes.Buffer, kind Kind, every, until time.Duration, steps []step) {
	files := Files{Live: filepath.Join(t.TempDir(), "live.json"), Durable: filepath.Join(t.TempDir(), "state.json")}
	c := Config{Options: Options{Kind: kind}, Clock: func() Clock { return Synced }, Seed: 1}
	b := kept(t, files, c)
	defer func() { b.stop() }()
	fmt.Fprintf(w, "%8s  %s\n", "", kind.Channels())
	begin, told := time.Now(), "" // at most one report is worth a line
	for now := time.Duration(0); now <= until; now += every {
		time.Sleep(time.Until(begin.Add(now)))
		synctest.Wait()
		for len(steps) > 0 && steps[0].at <= now {
			if steps[0].restart {
				b.stop()
				b = kept(t, files, c)
			} else if err := b.do(steps[0].change); err != nil {
				t.Fatal(err)
			}
			steps = steps[1:]
		}
		select {
		case r := <-b.news:
			if line := tellTale(r); line != told {
				fmt.Fprintf(w, "%8s  %s\n", "", line)
				told = line
			}
		default:
		}
		fmt.Fprintf(w, "%8v ", now)
		for _, v := range b.out.last() {
			fmt.Fprintf(w, " %.4f", v)
		}
		fmt.Fprintln(w)
	}
}

// tellTale returns a report in a line.
func tellTale(r Report) string {
	line := fmt.Sprintf("version %d: on %t, level %d, %s", r.Version, r.On, Level(r.Brightness), r.Mode)
	switch r.Mode {
	case ModeHS:
		line += fmt.Sprintf(" %.3f %.3f", r.Hue, r.Saturation)
	case ModeTemperature:
		line += fmt.Sprintf(" %.0f", r.Mireds)
	}
	if r.Effect != "" {
		line += ", " + r.Effect
	}
	if !r.Ends.IsZero() {
		line += ", ends at " + r.Ends.Sub(bubble).String()
	}
	return line
}
