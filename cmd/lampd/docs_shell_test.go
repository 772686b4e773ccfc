package main

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

// shell runs the commands of a document in a directory of their own. Mosquitto's
// clients are real and meet the broker of the test; lampd is this program; what
// belongs to a Pi alone (services, packages) is a stand-in that does nothing.
type shell struct {
	h home
	t *testing.T
}

// newShell makes a shell for a home and a broker.
func newShell(t *testing.T, h home, b *brokertest.Broker) shell {
	t.Helper()
	host, port, err := net.SplitHostPort(b.Addr)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	programs := map[string]string{
		"sudo":  `exec "$@"`,
		"lampd": fmt.Sprintf(`LAMPD_TEST_MAIN=1 exec %q "$@" --config %q`, self, h.path("config.toml")),
	}
	for _, nothing := range []string{"systemctl", "supervisorctl", "apt-get"} {
		programs[nothing] = `[ $# -gt 0 ]`
	}
	for _, client := range []string{"mosquitto_pub", "mosquitto_sub"} {
		real, err := exec.LookPath(client)
		if err != nil {
			t.Skipf("skipped: %s is not installed", client)
		}
		limit := map[string]string{"mosquitto_sub": "-W 60"}[client]
		programs[client] = fmt.Sprintf(`exec %q -h %s -p %s %s "$@"`, real, host, port, limit)
	}
	if err := os.MkdirAll(h.path("bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range programs {
		h.write(filepath.Join("bin", name), "#!/bin/sh\n"+text+"\n")
		if err := os.Chmod(h.path("bin/"+name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return shell{h, t}
}

// run runs the lines of a block and returns what they print.
func (s shell) run(text string) string {
	s.t.Helper()
	text = strings.ReplaceAll(text, "/etc/", s.h.path("etc")+"/")
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", text)
	cmd.Dir = s.h.dir
	cmd.Env = append(os.Environ(), "PATH="+s.h.path("bin")+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("%s\n%v:\n%s", text, err, out)
	}
	return string(out)
}
