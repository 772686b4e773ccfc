//go:build life && linux

package lives

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"lampd/internal/brokertest"
)

// lines returns the commands of a page.
func lines(t *testing.T, page string) (all []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		all = append(all, strings.Split(strings.TrimSpace(block[1]), "\n")...)
	}
	return all
}

// Every command of docs/install.md is run in its order. What is different here:
// the broker's port, the architecture, that a broker is not installed but
// looked for, that the packages are there, and that the board does not restart.
func TestThePageAboutInstallingIsTrue(t *testing.T) {
	b := brokertest.Start(t, brokertest.Options{})
	w := brokertest.Connect(t, nil, b.Addr)
	w.Subscribe("state/+")
	host, port, _ := net.SplitHostPort(b.Addr)
	m := boot(t)
	bin := m.reachable()
	must(t, "sh", "-ec", fmt.Sprintf(`sed s,bin/ssh,bin/scp, %[1]s/ssh >%[1]s/scp; chmod +x %[1]s/scp`, bin))
	full, _ := filepath.Abs(*packages)
	t.Setenv("GOBIN", bin)
	all := lines(t, "../../docs/install.md")
	if len(all) < 20 {
		t.Fatalf("only %d commands were found", len(all))
	}
	adapt := strings.NewReplacer(
		"mqtt://hub.local:1883", b.URL(),
		"-h hub.local", "-h "+host+" -p "+port,
		"build/packages", full,
		"_armhf", "_amd64",
		"scripts/install ", "scripts/install --packages "+full+" ",
		"sudo apt-get install -y mosquitto", "apt-get install --simulate -y mosquitto",
	)
	for _, line := range all {
		switch line {
		case "git pull", "scripts/package", "ssh pi@lamp.local sudo reboot":
			continue
		}
		said, err := here(bin, adapt.Replace(line), "")
		if err != nil {
			t.Errorf("%s: %v\n%s", line, err, said)
		}
		switch {
		case strings.HasPrefix(line, "mosquitto_pub"):
			until(t, "the pins are orange", func() bool {
				duties, _ := pins(t, m.sys)
				return strings.Count(duties, "duty_cycle 4166667") == 1
			})
		case strings.HasPrefix(line, "mosquitto_sub") && !strings.Contains(said, "state/desk 1"):
			t.Errorf("%s: %s", line, said)
		case strings.HasPrefix(line, "lampctl") && !strings.Contains(said, "desk: on 40%"):
			t.Errorf("%s: %s", line, said)
		case strings.Contains(line, "enable --now lampd@shelf"):
			w.Wait("state/shelf", "1")
		case strings.Contains(line, "disable --now lampd@shelf"):
			w.Wait("state/shelf", "0")
		}
	}
	if units := m.must("sh", "-c", "ls /usr/bin/lampd /etc/lampd 2>/dev/null || true"); units != "" {
		t.Errorf("at the end there is %s", units)
	}
}
