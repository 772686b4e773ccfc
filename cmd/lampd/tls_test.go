package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"lampd/internal/brokertest"
)

const year = 365 * 24 * time.Hour

var (
	lastYear = time.Now().Add(-year)
	nextYear = time.Now().Add(year)
)

// listener is one of mosquitto's, with TLS or without.
type listener struct {
	cert, key string // files; "" for plain text
	clients   string // file with the authority of clients, "" for anybody
	more      string // further lines
}

// listen starts a mosquitto with listeners and returns the address of each.
func listen(t *testing.T, listeners map[string]listener) map[string]string {
	t.Helper()
	var text strings.Builder
	addrs := map[string]string{}
	for name, l := range listeners {
		addrs[name] = brokertest.FreeAddr(t)
		_, port, _ := net.SplitHostPort(addrs[name])
		fmt.Fprintf(&text, "listener %s 127.0.0.1\n", port)
		if l.cert != "" {
			fmt.Fprintf(&text, "certfile %s\nkeyfile %s\n", l.cert, l.key)
		}
		if l.clients != "" {
			fmt.Fprintf(&text, "cafile %s\nrequire_certificate true\n", l.clients)
		}
		fmt.Fprintln(&text, l.more)
	}
	brokertest.Start(t, brokertest.Options{Config: text.String()})
	return addrs
}

// oldServer speaks TLS up to 1.1, which no mosquitto of today does.
func oldServer(t *testing.T, cert, key string) (addr string) {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, c)
			c.Close()
		}
	}()
	return l.Addr().String()
}

// checkBroker runs lampd check with keys of [broker] and returns what it says.
func checkBroker(t *testing.T, keys ...string) (status int, said string) {
	t.Helper()
	h := home{t, t.TempDir()}
	h.write("config.toml", fmt.Sprintf("id = \"desk\"\n[broker]\n%s\n[output]\ndriver = \"sim\"\n[state]\nfile = %q\n",
		strings.Join(keys, "\n"), h.path("state.json")))
	status, stdout, stderr := h.once("check", "--config", h.path("config.toml"))
	return status, stdout + stderr
}

// TestAWrongTLSIsRefusedAndNamed runs lampd check against mosquittos and
// configurations that are wrong in one thing each.
func TestAWrongTLSIsRefusedAndNamed(t *testing.T) {
	t.Parallel()
	ca, foreign := brokertest.NewCA(t), brokertest.NewCA(t)
	cert, key := ca.Issue("127.0.0.1", lastYear, nextYear)
	other, otherKey := ca.Issue("other.test", lastYear, nextYear)
	expired, expiredKey := ca.Issue("127.0.0.1", lastYear.Add(-year), lastYear)
	future, futureKey := ca.Issue("127.0.0.1", nextYear, nextYear.Add(year))
	self, selfKey := brokertest.NewCA(t).Self("127.0.0.1")
	client, clientKey := ca.Issue("desk", lastYear, nextYear)
	late, lateKey := ca.Issue("desk", lastYear.Add(-year), lastYear)
	stranger, strangerKey := foreign.Issue("desk", lastYear, nextYear)

	addr := listen(t, map[string]listener{
		"plain":    {},
		"good":     {cert: cert, key: key},
		"other":    {cert: other, key: otherKey},
		"expired":  {cert: expired, key: expiredKey},
		"future":   {cert: future, key: futureKey},
		"self":     {cert: self, key: selfKey},
		"client":   {cert: cert, key: key, clients: ca.File},
		"client12": {cert: cert, key: key, clients: ca.File, more: "tls_version tlsv1.2"},
	})
	addr["old"] = oldServer(t, cert, key)
	trust := fmt.Sprintf("ca_file = %q", ca.File)
	show := func(cert, key string) []string {
		return []string{trust, fmt.Sprintf("cert_file = %q", cert), fmt.Sprintf("key_file = %q", key)}
	}

	for _, tt := range []struct {
		name, server string
		keys         []string
		want         string // "" for what works
	}{
		{"all is right", "mqtts:good", []string{trust}, ""},
		{"all is right, with a client certificate", "mqtts:client", show(client, clientKey), ""},
		{"another name, expected", "mqtts:other", []string{trust, `server_name = "other.test"`}, ""},
		{"a foreign authority", "mqtts:good", []string{fmt.Sprintf("ca_file = %q", foreign.File)}, "signed by an unknown authority; see ca_file"},
		{"the system's authorities", "mqtts:good", nil, "signed by an unknown authority; see ca_file"},
		{"signed by itself", "mqtts:self", []string{trust}, "signed by an unknown authority; see ca_file"},
		{"for another name", "mqtts:other", []string{trust}, "is for another name; see server_name"},
		{"another name than server_name", "mqtts:good", []string{trust, `server_name = "other.test"`}, "is for another name; see server_name"},
		{"expired", "mqtts:expired", []string{trust}, "has expired"},
		{"not yet valid", "mqtts:future", []string{trust}, "is not yet valid; this machine's clock is probably wrong"},
		{"TLS 1.1", "mqtts:old", []string{trust}, "speaks no TLS of version 1.2 or 1.3"},
		{"no TLS at the broker", "mqtts:plain", []string{trust}, "does it speak TLS on this port?"},
		{"no TLS at the lamp", "mqtt:good", nil, "does it want TLS"},
		{"no client certificate", "mqtts:client", []string{trust}, "client certificate"},
		{"no client certificate, TLS 1.2", "mqtts:client12", []string{trust}, "client certificate"},
		{"a stranger's client certificate", "mqtts:client", show(stranger, strangerKey), "client certificate"},
		{"an expired client certificate", "mqtts:client", show(late, lateKey), "client certificate"},
		{"a key of another certificate", "mqtts:client", show(client, key), "private key does not match public key"},
		{"a ca_file without a certificate", "mqtts:good", []string{fmt.Sprintf("ca_file = %q", key)}, "holds no PEM certificate"},
		{"no ca_file", "mqtts:good", []string{`ca_file = "/nowhere"`}, "read ca_file: open /nowhere: no such file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			scheme, name, _ := strings.Cut(tt.server, ":")
			server := fmt.Sprintf("servers = [\"%s://%s\"]", scheme, addr[name])
			status, said := checkBroker(t, append([]string{server}, tt.keys...)...)
			if tt.want == "" && status != 0 || tt.want != "" && (status != 1 || !strings.Contains(said, tt.want)) {
				t.Errorf("status %d, want %q:\n%s", status, tt.want, said)
			}
		})
	}
}

func TestASecretIsNeverSaid(t *testing.T) {
	t.Parallel()
	const secret = "hunter2 %s"
	b := exampleBroker(t)
	h := newHome(t, b.URL())
	h.write("password", secret+"\n")
	if err := os.Chmod(h.path("password"), 0o644); err != nil {
		t.Fatal(err)
	}
	login := []string{fmt.Sprintf("servers = [%q]", b.URL()), `username = "desk"`, fmt.Sprintf("password_file = %q", h.path("password"))}
	status, said := checkBroker(t, login...)
	for _, want := range []string{"the broker does not authorise this login", "can be read by every user of this machine (mode 0644)"} {
		if !strings.Contains(said, want) {
			t.Errorf("status %d, no %q:\n%s", status, want, said)
		}
	}
	h.write("config.toml", "id = \"desk\"\n[broker]\n"+strings.Join(login, "\n")+"\n[output]\ndriver = \"sim\"\n[state]\nfile = \""+h.path("state.json")+"\"\n")
	p := h.start()
	h.until("the lamp is refused", func() bool { return strings.Contains(p.log.String(), "not connected") })
	p.signal(3) // Go's own words in a crash
	<-p.done
	if said += p.log.String(); strings.Contains(said, "hunter2") {
		t.Errorf("the password is said:\n%s", said)
	}
}
