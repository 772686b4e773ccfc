package gpio

import (
	"os"
	"testing"
)

// TestAChannelLives runs over the fake and, where LAMPD_TEST_PWM names a
// channel that nothing is wired to ("3f20c000.pwm/0"), over the real kernel.
func TestAChannelLives(t *testing.T) {
	t.Run("simulated", func(t *testing.T) {
		board := pi3B(t).pwm(12, 4, 13, 4)
		channelLives(t, board.root, &kernel{t: t, root: board.root}, board.block+"/0")
	})
	t.Run("real", func(t *testing.T) {
		channel := os.Getenv("LAMPD_TEST_PWM")
		if channel == "" {
			t.Skip("LAMPD_TEST_PWM names no channel")
		}
		channelLives(t, "", disk{}, channel)
	})
}

func channelLives(t *testing.T, root string, f files, channel string) {
	name, err := parsePin(channel)
	if err != nil {
		t.Fatal(err)
	}
	src, err := readMachine(root).find(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range []struct {
		name   string
		invert bool
		step   int // of a thousandth of all steps
		want   pwmState
	}{
		{"lit", false, 250, pwmState{500000, 125000, true, false}},
		{"found as it was", false, 250, pwmState{500000, 125000, true, false}},
		{"full", false, 1000, pwmState{500000, 500000, true, false}},
		{"inverted", true, 250, pwmState{500000, 125000, true, true}},
		{"upright again", false, 0, pwmState{500000, 0, true, false}},
	} {
		p, err := openPWM(f, src.chip, src.channel, 0, run.invert)
		if err != nil {
			t.Fatalf("%s: %v", run.name, err)
		}
		if err := p.show(run.step * p.steps() / 1000); err != nil {
			t.Fatalf("%s: %v", run.name, err)
		}
		if err := p.Close(); err != nil {
			t.Fatalf("%s: %v", run.name, err)
		}
		if got, err := readPWM(p.dir); err != nil || got != run.want {
			t.Errorf("%s: %+v, %v; want %+v", run.name, got, err, run.want)
		}
	}
	if _, err := openPWM(f, src.chip, src.chip.channels, 0, false); err == nil {
		t.Error("a channel past the last was opened")
	}
}
