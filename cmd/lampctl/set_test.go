//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"lampd/internal/brokertest"
)

// sim starts n simulated lamps at a broker and returns when all are online.
func sim(t *testing.T, broker string, n int, args ...string) *running {
	t.Helper()
	s := start(t, at(broker, lampctl(t, append([]string{"sim", "-n", strconv.Itoa(n)}, args...)...)))
	s.wait(fmt.Sprintf("%d of %d lamps online", n, n))
	return s
}

func TestSetSaysWhatBecameOfItAtEachLamp(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{ACL: "topic readwrite #\ntopic deny lamp/attic-1/set\n"})
	sim(t, b.URL(), 2, "--kinds", "rgb,onoff", "--groups", "study")
	sim(t, b.URL(), 1, "--prefix", "attic", "--groups", "up")
	away := sim(t, b.URL(), 1, "--prefix", "away", "--groups", "study")
	told(t, b.URL(), 4)
	away.stop()
	for _, c := range []struct {
		args   []string
		want   string
		status int
	}{
		{[]string{"sim-1", "--color", "teal", "--brightness", "50%"}, "sim-1: on 50% #00ffff\n", 0},
		{[]string{"sim-1", "sim-2", "--off"}, "sim-1: off 50% #00ffff\nsim-2: off\n", 0},
		{[]string{"study", "--color", "30,100"}, "away-1: offline\nsim-1: on 50% #ff8000\nsim-2: refused: color: a lamp of kind onoff has no colour\n", 1},
		{[]string{"attic-1", "--on"}, "attic-1: online, but no answer came: the broker's access list may drop commands to it\n", 1},
		{[]string{"nobody", "--on"}, "nobody: no lamp and no group of this name is known\n", 1},
	} {
		out, _, status := finish(t, at(b.URL(), lampctl(t, append([]string{"set"}, c.args...)...)))
		if out != c.want || status != c.status {
			t.Errorf("set %q: exit status %d, not %d, and\n%s, not\n%s", c.args, status, c.status, out, c.want)
		}
	}
}

func TestSetSpeaksJSON(t *testing.T) {
	t.Parallel()
	_, broker := demo(t)
	out, _, status := finish(t, at(broker, lampctl(t, "set", "desk", "porch", "--brightness", "128", "--json")))
	if status != 1 {
		t.Errorf("exit status %d", status)
	}
	var got []struct {
		ID, Result, Reason string
		State              struct{ Brightness int }
	}
	for line := range strings.Lines(out) {
		got = append(got, struct {
			ID, Result, Reason string
			State              struct{ Brightness int }
		}{})
		if err := json.Unmarshal([]byte(line), &got[len(got)-1]); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
	if len(got) != 2 || got[0].ID != "desk" || got[0].Result != "done" || got[0].State.Brightness != 128 ||
		got[1].ID != "porch" || got[1].Result != "refused" || !strings.HasPrefix(got[1].Reason, "brightness: ") {
		t.Errorf("%s is %+v", out, got)
	}
}

func TestSetStartsAllLampsAtOneInstant(t *testing.T) {
	t.Parallel()
	_, broker := demo(t)
	c := brokertest.Connect(t, nil, strings.TrimPrefix(broker, "mqtt://"))
	c.Subscribe("lamp/study/set")
	before := time.Now()
	if out, errs, status := finish(t, at(broker, lampctl(t, "set", "study", "--on", "--sync"))); status != 0 {
		t.Errorf("exit status %d: %s%s", status, out, errs)
	}
	m := <-c.Seen()
	var command struct{ At int64 }
	if err := json.Unmarshal([]byte(m.Payload), &command); err != nil {
		t.Fatal(err)
	}
	if sent := time.UnixMilli(command.At).Add(-syncLead); sent.Before(before.Truncate(time.Millisecond)) || sent.After(m.At) {
		t.Errorf("%s was not sent between %v and %v", m.Payload, before, m.At)
	}
}

func TestAMachineThatSleptLosesNoAnswer(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	lamp := sim(t, b.URL(), 1)
	told(t, b.URL(), 1)
	c := brokertest.Connect(t, nil, b.Addr)
	c.Subscribe("lamp/sim-1/set")
	_ = lamp.cmd.Process.Signal(syscall.SIGSTOP)
	set := start(t, at(b.URL(), lampctl(t, "set", "sim-1", "--on")))
	<-c.Seen()
	_ = set.cmd.Process.Signal(syscall.SIGSTOP)
	time.Sleep(4 * time.Second) // longer than answers are waited for
	_ = set.cmd.Process.Signal(syscall.SIGCONT)
	_ = lamp.cmd.Process.Signal(syscall.SIGCONT)
	set.wait("sim-1: on 100%")
}

func TestWrongWordsAreNamedAndNothingIsSent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ args, want string }{
		{"set desk", "lampctl: nothing is asked for: see lampctl set --help\n"},
		{"set desk --color blurple", "lampctl: --color: blurple is neither a CSS colour name nor #rgb nor #rrggbb\n"},
		{"set desk --brightness 300", "lampctl: --brightness: 300 is outside 0..255\n"},
		{"set desk --temp 100", "lampctl: --temp: 100 is outside 2000..6535 kelvin\n"},
		{"set desk --transition soon", "lampctl: --transition: \"soon\" is not a length of time from 0 to 6553s, like 2s or 400ms\n"},
		{"set desk --transition nan", "lampctl: --transition: \"nan\" is not a length of time from 0 to 6553s, like 2s or 400ms\n"},
		{"set desk --transition 6554", "lampctl: --transition: \"6554\" is not a length of time from 0 to 6553s, like 2s or 400ms\n"},
		{"set desk --on --off", "lampctl: --on and --off can't be used together\n"},
		{"set desk --on --broker http://x", "lampctl: broker.servers: \"http://x\": scheme \"http\" is not mqtt, mqtts, ws or wss\n"},
		{"set desk --on --password-file x", "lampctl: broker.username: is missing: MQTT 3.1.1 sends no password without a user name\n"},
		{"sim -n 0", "lampctl: -n: 0 is outside 1..10000\n"},
		{"sim --kinds laser", "lampctl: simulated lamp sim-01: lamp.kind: must be one of "},
		{"watch --sort size", "lampctl: --sort must be one of "},
		{"frobnicate", "lampctl: unexpected argument frobnicate"},
	} {
		_, errs, status := finish(t, lampctl(t, strings.Fields(c.args)...))
		if !strings.HasPrefix(errs, c.want) || status != exitUsage {
			t.Errorf("lampctl %s: exit status %d, %q, not %q", c.args, status, errs, c.want)
		}
	}
}

func TestWithoutABrokerSetSaysSoAtOnce(t *testing.T) {
	t.Parallel()
	_, errs, status := finish(t, lampctl(t, "set", "desk", "--on", "--broker", "mqtt://"+brokertest.FreeAddr(t)))
	if !strings.HasSuffix(errs, "connection refused: no broker listens there\n") || status != exitFailure {
		t.Errorf("exit status %d, %q", status, errs)
	}
}
