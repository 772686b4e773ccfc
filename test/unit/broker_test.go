//go:build linux

package unit

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheExampleBrokerRunsHardened installs mosquitto as docs/broker-security.md
// says, with Debian's unit and the example's drop-in, and a lamp that meets it.
func TestTheExampleBrokerRunsHardened(t *testing.T) {
	if _, err := os.Stat("/usr/sbin/mosquitto"); err != nil {
		t.Skip("skipped: mosquitto is not installed")
	}
	m := boot(t, "lampd/cmd/lampd")
	ca := t.TempDir()
	if said, err := exec.Command("../../scripts/provision", "-dir", ca, "-server", "localhost", "desk").CombinedOutput(); err != nil {
		t.Fatalf("provision: %v\n%s", err, said)
	}
	for from, to := range map[string]string{
		"../../examples/mosquitto/mosquitto.conf": "etc/mosquitto/conf.d/lampd.conf",
		"../../examples/mosquitto/acl":            "etc/mosquitto/lampd.acl",
		"../../examples/mosquitto/hardening.conf": "etc/systemd/system/mosquitto.service.d/hardening.conf",
		ca + "/ca.crt":     "etc/mosquitto/ca_certificates/lampd-ca.crt",
		ca + "/broker.crt": "etc/mosquitto/certs/broker.crt",
		ca + "/broker.key": "etc/mosquitto/certs/broker.key",
		ca + "/desk.crt":   "etc/lampd/desk.crt",
		ca + "/desk.key":   "etc/lampd/desk.key",
	} {
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		m.write(to, string(text), 0o644)
	}
	// What Debian's package has made.
	m.write("etc/mosquitto/mosquitto.conf", "pid_file /run/mosquitto/mosquitto.pid\npersistence true\npersistence_location /var/lib/mosquitto/\nlog_dest file /var/log/mosquitto/mosquitto.log\ninclude_dir /etc/mosquitto/conf.d\n", 0o644)
	m.must("sh", "-ec", `echo 'u mosquitto - "" /var/lib/mosquitto' >/etc/sysusers.d/mosquitto.conf
		systemd-sysusers
		mkdir -p /var/lib/mosquitto /var/log/mosquitto
		chown mosquitto /var/lib/mosquitto /etc/mosquitto/certs/broker.key
		chmod 600 /etc/mosquitto/certs/broker.key
		chown root:lampd /etc/lampd/desk.key
		chmod 640 /etc/lampd/desk.key`)
	m.write("etc/lampd/config.toml", `id = "desk"
[broker]
servers = ["mqtts://localhost:8883"]
ca_file = "/etc/mosquitto/ca_certificates/lampd-ca.crt"
cert_file = "/etc/lampd/desk.crt"
key_file = "/etc/lampd/desk.key"
[output]
driver = "sim"
`, 0o644)
	m.must("systemctl", "daemon-reload")
	if said, err := m.run("systemctl", "start", "mosquitto"); err != nil {
		log, _ := os.ReadFile(filepath.Join(m.root, "var/log/mosquitto/mosquitto.log"))
		t.Fatalf("mosquitto does not start: %s\n%s\n%s", said, m.must("journalctl", "-u", "mosquitto", "--no-pager"), log)
	}
	m.must("systemctl", "start", "lampd")
	m.until("the lamp is connected", func() bool { return strings.HasPrefix(m.show("lampd", "StatusText"), "connected to ") })
	m.must("systemctl", "stop", "lampd", "mosquitto")
	if kept, err := os.Stat(filepath.Join(m.root, "var/lib/mosquitto/mosquitto.db")); err != nil || kept.Size() == 0 {
		t.Errorf("mosquitto keeps nothing: %v", err)
	}
}
