package mqttlink

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/mqttlink/memnet"
)

// serveOne makes a Dial whose far end is served by f.
func serveOne(f func(net.Conn)) DialFunc {
	return func(context.Context, string, string) (net.Conn, error) {
		near, far := memnet.Pipe()
		go func() {
			defer far.Close()
			f(far)
		}()
		return near, nil
	}
}

// tlsServer serves one TLS handshake, then goes.
func tlsServer(t *testing.T, certFile, keyFile string, config *tls.Config) func(net.Conn) {
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	config.Certificates = []tls.Certificate{pair}
	return func(c net.Conn) {
		s := tls.Server(c, config)
		if s.Handshake() == nil {
			_, _ = io.Copy(io.Discard, s)
		}
	}
}

func TestWhatATLSFailureIsCalled(t *testing.T) {
	ca, other := brokertest.NewCA(t), brokertest.NewCA(t)
	year := 365 * 24 * time.Hour
	issue := func(host string, from, to time.Time, c *tls.Config) func(net.Conn) {
		cert, key := ca.Issue(host, from, to)
		return tlsServer(t, cert, key, c)
	}
	clients := x509.NewCertPool() // of nobody

	for _, c := range []struct {
		name   string
		serve  func(net.Conn)
		caFile string
		want   string
	}{
		{"expired", issue("lamp.test", lastYear.Add(-year), lastYear, &tls.Config{}), ca.File, "has expired"},
		{"not yet valid", issue("lamp.test", nextYear, nextYear.Add(year), &tls.Config{}), ca.File, "not yet valid; this machine's clock is probably wrong"},
		{"another name", issue("other.test", lastYear, nextYear, &tls.Config{}), ca.File, "for another name; see server_name"},
		{"unknown authority", issue("lamp.test", lastYear, nextYear, &tls.Config{}), other.File, "unknown authority; see ca_file"},
		{"no TLS", func(c net.Conn) { c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")); io.Copy(io.Discard, c) }, ca.File, "does not speak TLS on this port"},
		{"old TLS", issue("lamp.test", lastYear, nextYear, &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}), ca.File, "speaks no TLS of version 1.2 or 1.3"},
		{"a client certificate is wanted", issue("lamp.test", lastYear, nextYear, &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients}), ca.File, "client certificate"},
		{"it hangs up", func(net.Conn) {}, ca.File, "does it speak TLS on this port?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := parseAddress("mqtts://lamp.test")
			if err != nil {
				t.Fatal(err)
			}
			l := &Link{Options: Options{Servers: []string{a.String()}, CAFile: c.caFile}, Dial: serveOne(c.serve)}
			_, err = l.connect(t.Context(), a, nil)
			if err == nil {
				t.Fatal("connected")
			}
			if got := explain(a, err).Error(); !strings.Contains(got, c.want) || !strings.HasPrefix(got, a.String()+": ") {
				t.Errorf("%q does not say %q", got, c.want)
			}
		})
	}
}

func TestWhatARefusalIsCalled(t *testing.T) {
	a, _ := parseAddress("mqtt://lamp.test")
	for code, want := range map[byte]string{
		1: "does not speak MQTT 3.1.1", 2: "refuses this client id", 3: "not serving",
		4: "user name or password", 5: "does not authorise", 6: "CONNACK 00 06 is none",
	} {
		l := &Link{Dial: serveOne(func(c net.Conn) {
			c.Read(make([]byte, 1000))
			c.Write([]byte{0x20, 2, 0, code})
		})}
		_, err := l.connect(t.Context(), a, nil)
		if err == nil || !strings.Contains(explain(a, err).Error(), want) {
			t.Errorf("code %d: %v, want %q", code, err, want)
		}
	}
}

func TestWhatAFailedDialIsCalled(t *testing.T) {
	a, _ := parseAddress("mqtt://127.0.0.1:1")
	_, err := new(Link).connect(t.Context(), a, nil)
	if err == nil || !strings.Contains(explain(a, err).Error(), "connection refused: no broker listens there") {
		t.Errorf("nobody listens: %v", err)
	}
	a, _ = parseAddress("mqtt://nowhere.invalid")
	unknown := &Link{Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "nowhere.invalid", IsNotFound: true}}
	}}
	_, err = unknown.connect(t.Context(), a, nil)
	if err == nil || !strings.Contains(explain(a, err).Error(), "no address for the name nowhere.invalid") {
		t.Errorf("no such name: %v", err)
	}
}

func TestThePasswordComesFromItsFileOrFromSystemd(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	file := write("own", "from the file \r\n")
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	const credential = "mqtt-password"
	o := Options{Username: "desk", Credential: credential}
	if p, err := o.password(); p != "" || err != nil {
		t.Errorf("no credential: %q, %v", p, err)
	}
	write(credential, "from systemd\n")
	if p, err := o.password(); p != "from systemd" || err != nil {
		t.Errorf("credential: %q, %v", p, err)
	}
	o.Credential = "lampi-password"
	if p, err := o.password(); p != "" || err != nil {
		t.Errorf("another link's credential: %q, %v", p, err)
	}
	o.Credential = credential
	write(credential, "\n")
	if p, err := o.password(); p != "" || err != nil {
		t.Errorf("an empty credential: %q, %v", p, err)
	}
	o.PasswordFile = file
	if p, err := o.password(); p != "from the file " || err != nil {
		t.Errorf("password_file: %q, %v", p, err)
	}
	o.PasswordFile = file + ".missing"
	if _, err := o.password(); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), o.PasswordFile) {
		t.Errorf("a missing password_file: %v", err)
	}
}
