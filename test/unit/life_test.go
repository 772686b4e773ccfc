//go:build linux

package unit

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// kills is how often TestALampComesBack kills: scripts/soak asks for a hundred.
func kills(t *testing.T) int {
	t.Helper()
	text := os.Getenv("LAMPD_KILLS")
	if text == "" {
		return 2
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("LAMPD_KILLS: %v", err)
	}
	return n
}

// backWithin is how long a killed lamp may be away, where it is asked for.
const backWithin = 3 * time.Second

// until waits for a condition.
func (m *machine) until(what string, condition func() bool) {
	m.t.Helper()
	for deadline := time.Now().Add(patience); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			m.t.Fatalf("in %v it did not come to this: %s", patience, what)
		}
	}
}

// has tells whether the machine has a file.
func (m *machine) has(name string) bool {
	_, err := m.run("test", "-s", name)
	return err == nil
}

func TestALampComesBack(t *testing.T) {
	m := boot(t, "lampd/cmd/lampd")
	m.must("systemctl", "start", "lampd.service")
	var longest time.Duration
	for i := range kills(t) {
		pid, start := m.show("lampd", "MainPID"), time.Now()
		m.must("systemctl", "kill", "--signal=KILL", "--kill-who=main", "lampd")
		m.until("a killed lamp is back", func() bool {
			now := m.show("lampd", "MainPID") // first: what is active behind it is this process
			state := m.show("lampd", "ActiveState")
			if state == "failed" {
				t.Fatalf("it has failed after %d kills", i+1)
			}
			return state == "active" && now != pid && now != "0"
		})
		longest = max(longest, time.Since(start))
	}
	t.Logf("%d kills, the lamp was away for %v at most", kills(t), longest.Round(time.Millisecond))
	if os.Getenv("LAMPD_KILLS") != "" && longest > backWithin {
		t.Errorf("away for %v, longer than %v", longest, backWithin)
	}
	if n := m.show("lampd", "NRestarts"); n != strconv.Itoa(kills(t)) {
		t.Errorf("%s restarts", n)
	}
	m.must("systemctl", "stop", "lampd.service")
	if got := m.show("lampd", "Result") + m.show("lampd", "ExecMainStatus"); got != "success0" {
		t.Errorf("stopped: %s", got)
	}
	for _, file := range []string{"/var/lib/lampd/state.json", "/run/lampd/state.json"} {
		if !m.has(file) {
			t.Errorf("after a stop there is no %s", file)
		}
	}
}

// TestAHangIsEnded is for scripts/soak: the watchdog waits for ten seconds.
func TestAHangIsEnded(t *testing.T) {
	if os.Getenv("LAMPD_KILLS") == "" {
		t.Skip("skipped: long, see scripts/soak")
	}
	m := boot(t, "lampd/cmd/lampd")
	m.must("systemctl", "start", "lampd.service")
	pid := m.show("lampd", "MainPID")
	start := time.Now()
	m.must("systemctl", "kill", "--signal=STOP", "--kill-who=main", "lampd")
	m.until("a lamp that hangs is started anew", func() bool {
		now := m.show("lampd", "MainPID")
		return now != pid && now != "0" && m.show("lampd", "ActiveState") == "active"
	})
	t.Logf("it hung for %v", time.Since(start).Round(time.Millisecond))
}

func TestSeveralLampsOnOneMachine(t *testing.T) {
	m := boot(t, "lampd/cmd/lampd")
	for _, name := range []string{"desk", "shelf"} {
		m.write("etc/lampd/"+name+".toml", "id = \""+name+"\"\n[output]\ndriver = \"sim\"\n", 0o644)
	}
	m.write("etc/lampd/desk-mqtt-password", "hunter2\n", 0o600)
	m.must("systemctl", "start", "lampd@desk", "lampd@shelf")
	for _, name := range []string{"desk", "shelf"} {
		m.until(name+" is live", func() bool { return m.has("/run/lampd/" + name + "/state.json") })
		if _, err := os.Stat(filepath.Join(m.root, "var/lib/lampd", name, "state.json.lock")); err != nil {
			t.Error(err)
		}
	}
	if got := m.must("cat", "/run/credentials/lampd@desk.service/mqtt-password"); got != "hunter2" {
		t.Errorf("desk's password is %q", got)
	}

	m.write("etc/lampd/wrong.toml", "idd = 1\n", 0o644)
	if _, err := m.run("systemctl", "start", "lampd@wrong"); err == nil {
		t.Error("a wrong configuration starts")
	}
	got := m.show("lampd@wrong", "ActiveState") + m.show("lampd@wrong", "ExecMainStatus") + m.show("lampd@wrong", "NRestarts")
	if got != "failed780" {
		t.Errorf("a wrong configuration: %s, want failed, status 78, no restart", got)
	}
}
