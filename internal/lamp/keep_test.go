package lamp

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// kept runs a lamp with its keeper on files.
func kept(t *testing.T, files Files, c Config) *bench {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	c.Start.Memory = files.Recall(log)
	b := start(t, c)
	done := make(chan error, 1)
	go func() { done <- b.Keep(files, log) }()
	stop := b.stop
	b.stop = func() { stop(); <-done }
	synctest.Wait()
	return b
}

func savedState(t *testing.T, path string) State {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var s State
	if err := unseal(data, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAStateIsSavedSettledAndAtMostEveryFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files := Files{Durable: filepath.Join(t.TempDir(), "state.json")}
		b := kept(t, files, Config{})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		var saves int
		var last []byte
		for range 300 {
			_ = b.do(Change{Step: p(-1. / 255)})
			time.Sleep(100 * time.Millisecond)
			// Not by the file's time: two saves fit into one tick of the kernel's clock.
			if data, err := os.ReadFile(files.Durable); err == nil && !bytes.Equal(data, last) {
				saves++
				last = data
			}
			if b.stage.State.Brightness < 0.1 {
				_ = b.do(Change{Brightness: p(1.)})
			}
		}
		if saves < 5 || saves > 7 {
			t.Errorf("%d saves in 30 s of changes", saves)
		}
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if got := savedState(t, files.Durable); got != b.stage.State {
			t.Errorf("saved %+v, want %+v", got, b.stage.State)
		}
		b.stop()
	})
}

func TestTheLastStateIsSavedAtStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files := Files{Durable: filepath.Join(t.TempDir(), "state.json")}
		b := kept(t, files, Config{})
		_ = b.do(Change{Brightness: p(0.5)})
		b.stop()
		if got := savedState(t, files.Durable); got.Brightness != 0.5 {
			t.Errorf("saved %+v", got)
		}
	})
}

func TestTheLiveStateIsWrittenAtStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		files := Files{Durable: filepath.Join(dir, "state.json"), Live: filepath.Join(dir, "live.json")}
		b := kept(t, files, Config{})
		if err := os.Remove(files.Live); err != nil {
			t.Fatal(err)
		}
		b.stop()
		if _, err := os.Stat(files.Live); err != nil {
			t.Errorf("an instant by a clock that was set since would stay wrong: %v", err)
		}
	})
}

func TestARestartGoesOnWhereTheFadeShouldBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		files := Files{Durable: filepath.Join(dir, "state.json"), Live: filepath.Join(dir, "live.json")}
		b := kept(t, files, Config{})
		_ = b.do(Change{Power: &off, Transition: p(3 * time.Minute)})
		time.Sleep(1 * time.Minute)
		b.stop()
		time.Sleep(30 * time.Second)
		b = kept(t, files, Config{Start: Start{PowerOn: &Change{Power: &on}}})
		if got := Lightness(b.out.last()[0]); got < 0.49 || got > 0.51 {
			t.Errorf("90 of 180 seconds into a fade to dark the lightness is %v", got)
		}
		time.Sleep(96 * time.Second)
		if got := b.out.last()[0]; got != 0 {
			t.Errorf("the fade ends at %v", got)
		}
		b.stop()
	})
}

func TestAPowerCutIsFollowedByPowerOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files := Files{Durable: filepath.Join(t.TempDir(), "state.json")}
		b := kept(t, files, Config{})
		_ = b.do(Change{Power: &off, Color: &HS{0.5, 1}})
		b.stop()
		for _, c := range []struct {
			start Start
			want  []float64
		}{
			{Start{}, []float64{0, 0, 0}},
			{Start{PowerOn: &Change{Power: &on}}, []float64{0, 1, 1}},
			{Start{PowerOn: &Change{Power: &off}}, []float64{0, 0, 0}},
			{Start{PowerOn: &Change{Color: &HS{0, 1}}}, []float64{1, 0, 0}},
		} {
			c.start.Memory = files.Recall(slog.New(slog.DiscardHandler))
			b := start(t, Config{Start: c.start})
			if got := b.out.last(); got[0] != c.want[0] || got[1] != c.want[1] {
				t.Errorf("%+v shows %v, want %v", c.start, got, c.want)
			}
			b.stop()
		}
	})
}

func TestEveryCutAndEveryFlippedBitIsNoticed(t *testing.T) {
	want := State{On: true, Brightness: 0.5, Mode: ModeHS, Client: "me", Version: 2}
	good, err := seal(want)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		var s State
		if err := unseal(good[:i], &s); err == nil && s != want {
			t.Errorf("cut after %d bytes it reads as %+v", i, s)
		}
		for bit := range 8 {
			flipped := bytes.Clone(good)
			flipped[i] ^= 1 << bit
			if err := unseal(flipped, &s); err == nil && s != want {
				t.Errorf("with bit %d of byte %d flipped it reads as %+v", bit, i, s)
			}
		}
	}
}

// TestEveryDamageStartsWithAGeneration cuts the newest file everywhere and
// flips each of its bits, and does the same to both generations.
func TestEveryDamageStartsWithAGeneration(t *testing.T) {
	t.Parallel()
	old, newest := State{Brightness: 0.25, Mode: ModeHS, Version: 1}, State{Brightness: 0.5, Mode: ModeHS, Version: 2}
	good, _ := seal(newest)
	elder, _ := seal(old)
	files := Files{Durable: filepath.Join(t.TempDir(), "state.json")}
	quiet := slog.New(slog.DiscardHandler)
	put := func(name string, data []byte) {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	try := func(what string, damaged []byte) {
		put(files.Durable, damaged)
		put(older(files.Durable), elder)
		if m := files.Recall(quiet); m.saved == nil || *m.saved != old && *m.saved != newest {
			t.Fatalf("%s it is read as %+v", what, m.saved)
		}
		put(files.Durable, damaged)
		put(older(files.Durable), damaged)
		m := files.Recall(quiet)
		s := Start{Memory: m}.stage(newScene(t, RGB).nature, time.Now())
		if m.saved != nil && *m.saved != newest || !s.State.On && m.saved == nil {
			t.Fatalf("%s in both it is read as %+v, and lit as %+v", what, m.saved, s.State)
		}
	}
	step := 1
	if testing.Short() {
		step = 7
	}
	for i := 0; i < len(good); i += step {
		try(fmt.Sprintf("cut after %d bytes", i), good[:i])
		for bit := range 8 {
			flipped := bytes.Clone(good)
			flipped[i] ^= 1 << bit
			try(fmt.Sprintf("with bit %d of byte %d flipped", bit, i), flipped)
		}
	}
}

func TestADamagedFileGivesWayToTheOlderGeneration(t *testing.T) {
	old, newest := State{Brightness: 0.25, Version: 1}, State{Brightness: 0.5, Version: 2}
	good, _ := seal(newest)
	for name, data := range map[string][]byte{
		"empty": {}, "garbage": []byte("{]"), "foreign": []byte(`{"brightness":1}`),
		"cut": good[:len(good)/2], "doubled": append(bytes.Clone(good), good...), "flipped": bytes.Replace(good, []byte("0.5"), []byte("0.7"), 1),
	} {
		files := Files{Durable: filepath.Join(t.TempDir(), "state.json")}
		for _, state := range []State{old, newest} {
			sealed, _ := seal(state)
			if err := writeDurable(files.Durable, sealed); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(files.Durable, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var warned strings.Builder
		m := files.Recall(slog.New(slog.NewTextHandler(&warned, nil)))
		if m.saved == nil || *m.saved != old {
			t.Errorf("%s is read as %+v", name, m.saved)
		}
		if _, err := os.Stat(files.Durable + ".damaged"); err != nil || !strings.Contains(warned.String(), "set aside") {
			t.Errorf("%s is not set aside with a warning: %v %s", name, err, warned.String())
		}
	}
}

func TestASaveThatFailsIsLoggedOnceAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "missing")
		files := Files{Durable: filepath.Join(dir, "state.json")}
		var logged strings.Builder
		b := start(t, Config{})
		done := make(chan error, 1)
		go func() { done <- b.Keep(files, slog.New(slog.NewTextHandler(&logged, nil))) }()
		time.Sleep(time.Minute)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if got := savedState(t, files.Durable); got != b.stage.State {
			t.Errorf("saved %+v", got)
		}
		b.stop()
		<-done
		if n := strings.Count(logged.String(), "not kept"); n != 1 {
			t.Errorf("logged %d times: %s", n, logged.String())
		}
	})
}

func TestAFloodOfChangesIsNoFloodOfFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		files := Files{Durable: filepath.Join(dir, "state.json"), Live: filepath.Join(dir, "live.json")}
		b := kept(t, files, Config{})
		time.Sleep(time.Second)
		live := func() uint64 {
			data, _ := os.ReadFile(files.Live)
			var s stage
			_ = unseal(data, &s)
			return s.State.Version
		}
		var seen []uint64
		for i := range 100 {
			_ = b.do(Change{Brightness: p(float64(i+1) / 255)})
			time.Sleep(time.Millisecond)
			synctest.Wait()
			if v := live(); len(seen) == 0 || seen[len(seen)-1] != v {
				seen = append(seen, v)
			}
		}
		if seen[0] != 1 || len(seen) > 11 {
			t.Errorf("written were %v", seen)
		}
		time.Sleep(liveEvery)
		synctest.Wait()
		if live() != 100 {
			t.Errorf("the last one written is %d", live())
		}
		b.stop()
	})
}
