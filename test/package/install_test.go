//go:build life && linux

package lives

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lampd/internal/brokertest"
)

// reachable lets the machine be reached as pi@lamp.local by the ssh of the
// returned directory, as a fresh Raspberry Pi can be. It listens on loopback.
func (m *machine) reachable() (bin string) {
	m.t.Helper()
	bin = m.t.TempDir()
	key, config := filepath.Join(bin, "key"), filepath.Join(bin, "config")
	must(m.t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
	_, port, _ := net.SplitHostPort(brokertest.FreeAddr(m.t))
	m.bring(key+".pub", "key.pub")
	m.must("sh", "-ec", `useradd -m -p '*' -s /bin/sh pi
		echo 'pi ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/pi
		install -d -m 700 -o pi /home/pi/.ssh
		install -m 600 -o pi /mnt/key.pub /home/pi/.ssh/authorized_keys
		mkdir -p /run/sshd /boot/firmware
		printf 'dtparam=audio=on\n[pi5]\nx=1\n' >/boot/firmware/config.txt
		systemctl disable --quiet ssh
		/usr/sbin/sshd -o ListenAddress=127.0.0.1:`+port)
	must(m.t, "sh", "-c", fmt.Sprintf(`cat >%[1]s <<end
Host lamp.local
	HostName 127.0.0.1
	Port %[2]s
	IdentityFile %[3]s
	StrictHostKeyChecking no
	UserKnownHostsFile /dev/null
	LogLevel ERROR
end
printf '#!/bin/sh\nexec /usr/bin/ssh -F %[1]s "$@"\n' >%[4]s/ssh; chmod +x %[4]s/ssh`, config, port, key, bin))
	return bin
}

// here runs a command line of a shell in the repository of this machine.
func here(bin, line, answer string) (string, error) {
	cmd := exec.Command("bash", "-ec", line)
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
	cmd.Stdin = strings.NewReader(answer)
	said, err := cmd.CombinedOutput()
	return string(said), err
}

func TestTheInstallerMakesALampOfAFreshBoard(t *testing.T) {
	b := brokertest.Start(t, brokertest.Options{})
	w := brokertest.Connect(t, nil, b.Addr)
	w.Subscribe("state/desk")
	m := boot(t)
	bin := m.reachable()
	full, _ := filepath.Abs(*packages)
	install := func(answer, flags string) string {
		t.Helper()
		said, err := here(bin, "scripts/install --packages "+full+" "+flags+" pi@lamp.local", answer)
		if err != nil {
			t.Fatalf("scripts/install %s: %v\n%s", flags, err, said)
		}
		return said
	}
	expect := func(said string, wants ...string) {
		t.Helper()
		for _, want := range wants {
			if !strings.Contains(said, want) {
				t.Errorf("it does not say %q:\n%s", want, said)
			}
		}
	}
	flags := fmt.Sprintf(`--id desk --name "Ann's lamp" --broker %s --username ann --password-file <(echo secret)`, b.URL())

	before := m.must("sh", "-c", inventory)
	expect(install("", "--dry-run "+flags), "lamp.local is a Raspberry Pi 4 Model B Rev 1.4, amd64",
		`would write into /etc/lampd/config.toml:`, `id = "desk"`, "would install lampd_", "would enable")
	if changed := leftovers(before, m.must("sh", "-c", inventory)); changed != nil {
		t.Errorf("the dry run has made %q", changed)
	}

	expect(install("", flags), "install lampd_", "state/desk is 1", "-t lamp/desk/set/color -m orange")
	w.Wait("state/desk", "1")
	if config := m.must("cat", "/etc/lampd/config.toml"); !strings.Contains(config, `name = "Ann's lamp"`) {
		t.Errorf("the configuration is\n%s", config)
	}
	if mode := m.must("stat", "-c", "%a %U", "/etc/lampd/mqtt-password"); mode != "600 root" {
		t.Errorf("the password is %s", mode)
	}

	pid := m.show("lampd", "MainPID")
	expect(install("", "--id desk"), "stays as it is", "is installed", "state/desk is 1")
	if m.show("lampd", "MainPID") != pid {
		t.Error("a second time has restarted the lamp")
	}

	// Where sudo asks for a password, so does the installer.
	m.must("sh", "-ec", `rm /etc/sudoers.d/pi; usermod -a -G sudo pi; echo pi:raspberry | chpasswd`)
	if said, err := here(bin, "scripts/install --packages "+full+" pi@lamp.local", "wrong\n"); err == nil {
		t.Errorf("any password does:\n%s", said)
	}
	expect(install("raspberry\n", `--name "Ann's other lamp"`), "The password of sudo", "write into", "state/desk is 1")
	m.must("grep", "-x", `name = "Ann's other lamp"`, "/etc/lampd/config.toml")
	m.must("sh", "-c", "echo 'pi ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/pi")

	// Other pins, which have no PWM yet.
	m.must("sed", "-i", `s/^kind = .*/kind = "dimmer"/; s/^# white = ""/white = "GPIO18"/; s/^\(red\|green\|blue\) = "G/# &/`, "/etc/lampd/config.toml")
	refused, err := here(bin, "scripts/install --packages "+full+" pi@lamp.local", "n\n")
	if err == nil || strings.Contains(m.must("cat", "/boot/firmware/config.txt"), "GPIO18") {
		t.Errorf("a no is a yes:\n%s", refused)
	}
	expect(install("y\n", ""), "dtoverlay=pwm,pin=18,func=2", "sudo reboot")
	config := m.must("cat", "/boot/firmware/config.txt")
	expect(config, "[pi5]\nx=1\n\n[all]\n", "dtoverlay=pwm,pin=18,func=2")
	expect(install("", ""), "has the lines that the lamp needs", "sudo reboot")
	if again := m.must("cat", "/boot/firmware/config.txt"); again != config {
		t.Errorf("a second time has changed config.txt:\n%s", again)
	}
}
