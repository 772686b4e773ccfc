package mqttlink

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

// avahi answers one question like avahi-daemon does.
func avahi(t *testing.T, answer string) (socket string) {
	t.Helper()
	socket = filepath.Join(t.TempDir(), "socket")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		if line, _ := bufio.NewReader(c).ReadString('\n'); line == "RESOLVE-HOSTNAME-IPV4 broker.local\n" {
			fmt.Fprint(c, answer)
		}
	}()
	return socket
}

func TestLocalNamesAreAskedOfAvahi(t *testing.T) {
	a, _ := parseAddress("mqtt://broker.local:1883")
	for _, c := range []struct{ name, socket, want string }{
		{"found", avahi(t, "+ 2 0 broker.local 127.0.0.9\n"), ""},
		{"not found", avahi(t, "-15 Timeout reached\n"), "avahi: -15 Timeout reached"},
		{"nonsense", avahi(t, "+ 2 0 broker.local nowhere\n"), "nowhere"},
		{"no answer", avahi(t, ""), "does not answer"},
		{"not running", "/nonexistent/socket", "install avahi-daemon or name the broker by its address"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &Link{Avahi: c.socket}
			addr, hint := l.resolve(t.Context(), a.dialed())
			if c.want == "" {
				if addr != "127.0.0.9:1883" {
					t.Errorf("resolved to %s", addr)
				}
				return
			}
			if err := hint(errors.New("no such host")); addr != a.dialed() || !strings.Contains(err.Error(), c.want) {
				t.Errorf("dials %s, and %v does not say %q", addr, err, c.want)
			}
		})
	}
	l := &Link{Avahi: "/nonexistent/socket"}
	if addr, _ := l.resolve(t.Context(), "broker.example:1883"); addr != "broker.example:1883" {
		t.Errorf("another name was resolved to %s", addr)
	}
}
