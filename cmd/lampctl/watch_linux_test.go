package main

import (
	"strings"
	"testing"
	"time"

	"lampd/internal/brokertest"
)

func TestWatchFollowsAThousandLampsInATerminal(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	lamps := sim(t, b.URL(), 1000, "--groups", "left,right")
	x := openTerminal(t, 120, 24, at(b.URL(), lampctl(t, "watch", "--rollcall")))
	x.wait("1000 online, 0 offline", "● sim-0001", "on 100% #ffffff", "1-21 of 1000")
	for tries := 0; !strings.Contains(x.wait("1000 online, 0 offline", " lamps answered"), "roll call: 1000 of 1000 lamps answered"); tries++ {
		if tries == 10 {
			t.Fatal("never have all lamps answered a roll call")
		}
		x.press("r") // on a loaded machine three seconds may be too few for the last ones
		time.Sleep(5 * time.Second)
	}

	out, errs, status := finish(t, at(b.URL(), lampctl(t, "set", "all", "--color", "red", "--brightness", "50%")))
	if n := strings.Count(out, " on 50% #ff0000\n"); n != 1000 || status != 0 {
		t.Fatalf("%d lamps are red, exit status %d: %s%s", n, status, errs, out)
	}
	x.wait("● sim-0001", "● sim-0021", "on 50% #ff0000")
	x.press("\x1b[F")
	x.wait("980-1000 of 1000", "● sim-1000")
	x.press("s")
	x.wait("sort: presence")

	if status := lamps.stop(); status != 0 {
		t.Errorf("sim's exit status is %d", status)
	}
	x.wait("0 online, 1000 offline", "○ sim-1000")
	b.Stop()
	x.wait("not connected")
	b.Restart()
	x.wait("connected to " + b.URL())
	x.press("q")
	if status := x.leave(); status != 0 {
		t.Errorf("watch's exit status is %d", status)
	}
}

func TestWatchLeavesTheTerminalAsItWasOnCtrlC(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	x := openTerminal(t, 80, 24, at(b.URL(), lampctl(t, "watch")))
	x.wait("0 online, 0 offline")
	x.press("\x03")
	if status := x.leave(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if !strings.HasSuffix(x.output, "\x1b[?7h\x1b[?1049l"+showCursor) {
		t.Errorf("it leaves with %q", x.output[max(0, len(x.output)-60):])
	}
}

func TestTheDemoDrawsItsLampsInATerminal(t *testing.T) {
	t.Parallel()
	x := openTerminal(t, 100, 24, lampctl(t, "demo", "--port", freePort(t)))
	screen := x.wait("desk     ████", "porch    ████", "on 100% #ffffff")
	broker := word(screen, "mqtt://")
	told(t, broker, len(cast)) // they shine before they are online
	if out, _, status := finish(t, at(broker, lampctl(t, "set", "desk", "--off"))); status != 0 {
		t.Errorf("set: %s", out)
	}
	x.wait("desk     ········································  off 100% #ffffff")
	x.press("\x03")
	if status := x.leave(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

func TestSetShowsThatItWaitsInATerminal(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{ACL: "topic readwrite #\ntopic deny lamp/sim-1/set\n"})
	sim(t, b.URL(), 1)
	x := openTerminal(t, 80, 24, at(b.URL(), lampctl(t, "set", "sim-1", "--on")))
	x.wait("0 of 1 lamps have answered ...")
	x.wait("sim-1: online, but no answer came")
	if status := x.leave(); status != exitFailure {
		t.Errorf("exit status %d", status)
	}
}
