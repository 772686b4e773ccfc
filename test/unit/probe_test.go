//go:build linux

package unit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatTheUnitLetsAProgramDo puts the probe in lampd's place.
func TestWhatTheUnitLetsAProgramDo(t *testing.T) {
	m := boot(t, "lampd/test/unit/probe")
	m.write("etc/secret", "for root\n", 0o600)
	m.write("home/ann/diary", "for ann\n", 0o644)
	m.write("var/lib/other", "another service's\n", 0o666)
	m.write("etc/lampd/mqtt-password", "hunter2\n", 0o600)
	m.write("platform/pwm", "0\n", 0o660)
	// Two devices, something in place of PWM, and a file of somebody else's.
	m.must("sh", "-ec", `touch /dev/gpiochip0 /dev/other /tmp/other
		mount --bind /platform /sys/devices/platform
		chgrp gpio /dev/gpiochip0 /sys/devices/platform/pwm
		chmod 660 /dev/gpiochip0
		chmod 666 /dev/other /tmp/other`)
	// systemd listens, for the probe cannot.
	m.write("etc/systemd/system/echo.socket", "[Socket]\nListenStream=127.0.0.1:1883\nListenStream=/run/avahi-daemon/socket\nListenDatagram=127.0.0.1:53\nService=echo.service\n", 0o644)
	m.write("etc/systemd/system/echo.service", "[Service]\nExecStart=/bin/sleep 60\n", 0o644)
	m.must("systemctl", "daemon-reload")
	m.must("systemctl", "start", "echo.socket", "lampd.service")

	text, err := os.ReadFile(filepath.Join(m.root, "var/lib/lampd/report"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "ok "); n < 25 {
		t.Errorf("only %d checks are right", n)
	}
	if strings.Contains(string(text), "WRONG") {
		t.Errorf("the probe reports:\n%s", text)
	} else if testing.Verbose() {
		t.Logf("the probe reports:\n%s", text)
	}
}
