package mqttlink

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lampd/internal/brokertest"
)

var (
	lastYear = time.Now().Add(-365 * 24 * time.Hour)
	nextYear = time.Now().Add(365 * 24 * time.Hour)
)

// TestEveryTransport meets one mosquitto by each kind of URL, with a login and,
// where it is encrypted, with a client certificate.
func TestEveryTransport(t *testing.T) {
	ca := brokertest.NewCA(t)
	cert, key := ca.Issue("127.0.0.1", lastYear, nextYear)
	ports := map[string]string{}
	var config strings.Builder
	for _, scheme := range []string{"mqtt", "mqtts", "ws", "wss"} {
		addr := brokertest.FreeAddr(t)
		ports[scheme] = addr
		_, port, _ := net.SplitHostPort(addr)
		fmt.Fprintf(&config, "listener %s 127.0.0.1\n", port)
		if strings.HasPrefix(scheme, "ws") {
			config.WriteString("protocol websockets\n")
		}
		if strings.HasSuffix(scheme, "s") && scheme != "ws" {
			fmt.Fprintf(&config, "cafile %s\ncertfile %s\nkeyfile %s\nrequire_certificate true\n", ca.File, cert, key)
		}
	}
	long := strings.Repeat("0", maxPacket+1)
	b := brokertest.Start(t, brokertest.Options{Config: config.String()})
	for scheme, addr := range ports {
		t.Run(scheme, func(t *testing.T) {
			l := world{addr: addr}.lamp()
			l.Servers = []string{scheme + "://" + addr}
			l.Username, l.PasswordFile = "desk", filepath.Join(t.TempDir(), "password")
			if err := os.WriteFile(l.PasswordFile, []byte("secret\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if scheme == "mqtts" || scheme == "wss" {
				l.CAFile, l.CertFile, l.KeyFile = ca.File, cert, key
			}
			watcher := brokertest.Connect(t, nil, b.Addr)
			stop := run(t, l)
			watcher.Subscribe(topic)
			watcher.Wait(topic, "1")
			watcher.Publish(topic, long, false)
			watcher.Wait(topic, long)
			watcher.Wait(topic, "1")
			stop()
			watcher.Wait(topic, "0")
		})
	}
}
