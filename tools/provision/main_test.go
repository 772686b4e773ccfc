package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// provision runs the program and returns what it said.
func provision(t *testing.T, now time.Time, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(args, &out, now)
	return out.String(), err
}

// config returns one side's TLS with a certificate of a directory.
func config(t *testing.T, dir, name string) *tls.Config {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, name+".crt"), filepath.Join(dir, name+".key"))
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(filepath.Join(dir, "ca.crt"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	return &tls.Config{
		Certificates: []tls.Certificate{pair}, RootCAs: pool, ServerName: "broker.test",
		ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert,
	}
}

// meet makes a handshake and returns who the server thinks is there.
func meet(client, server *tls.Config) (string, error) {
	l, err := tls.Listen("tcp", "127.0.0.1:0", server)
	if err != nil {
		return "", err
	}
	defer l.Close()
	go func() {
		c, err := tls.Dial("tcp", l.Addr().String(), client)
		if err == nil {
			_, _ = c.Read(make([]byte, 1)) // up to the server's end
			c.Close()
		}
	}()
	c, err := l.Accept()
	if err != nil {
		return "", err
	}
	defer c.Close()
	s := c.(*tls.Conn)
	if err := s.Handshake(); err != nil {
		return "", err
	}
	return s.ConnectionState().PeerCertificates[0].Subject.CommonName, nil
}

func TestALampAndABrokerTrustEachOther(t *testing.T) {
	dir, now := filepath.Join(t.TempDir(), "ca"), time.Now()
	if _, err := provision(t, now, "-dir", dir, "-server", "broker.test,127.0.0.1", "desk", "shelf"); err != nil {
		t.Fatal(err)
	}
	if who, err := meet(config(t, dir, "desk"), config(t, dir, "broker")); who != "desk" || err != nil {
		t.Errorf("the broker meets %q, %v", who, err)
	}
	if _, err := meet(config(t, dir, "desk"), config(t, dir, "shelf")); err == nil {
		t.Error("another lamp passes for the broker")
	}
	other := filepath.Join(t.TempDir(), "ca")
	if _, err := provision(t, now, "-dir", other, "desk"); err != nil {
		t.Fatal(err)
	}
	stranger := config(t, other, "desk")
	stranger.RootCAs = config(t, dir, "desk").RootCAs
	if _, err := meet(stranger, config(t, dir, "broker")); err == nil {
		t.Error("a lamp of another authority is let in")
	}
	for _, file := range []string{"ca.key", "desk.key", "broker.key", "."} {
		if info, err := os.Stat(filepath.Join(dir, file)); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", file, info.Mode(), err)
		}
	}
}

func TestACertificateEndsAfterNinetyDaysAndSaysSoBefore(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	said, err := provision(t, now, "-dir", dir, "desk")
	if end := now.AddDate(0, 0, 90).Format(time.DateOnly); err != nil || !strings.Contains(said, "good until "+end) {
		t.Errorf("%s %v", said, err)
	}
	for _, c := range []struct {
		days int
		want string
	}{{59, ""}, {61, "make it anew"}, {91, "it has expired"}} {
		said, err := provision(t, now.AddDate(0, 0, c.days), "-dir", dir, "-list")
		if (err != nil) != (c.want != "") || !strings.Contains(said, c.want) {
			t.Errorf("after %d days: %s %v", c.days, said, err)
		}
	}
	first, _ := os.ReadFile(filepath.Join(dir, "ca.crt"))
	if _, err := provision(t, now.AddDate(0, 0, 61), "-dir", dir, "desk"); err != nil {
		t.Fatal(err)
	}
	if said, err := provision(t, now.AddDate(0, 0, 91), "-dir", dir, "-list"); err != nil {
		t.Errorf("made anew: %s %v", said, err)
	}
	if again, _ := os.ReadFile(filepath.Join(dir, "ca.crt")); !bytes.Equal(first, again) {
		t.Error("the authority is another")
	}
}

func TestNamesThatAreMoreThanNames(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	for _, name := range []string{"", "desk/set", "+", "#", "../desk", "Desk", "ca", "broker", "all", "-desk", strings.Repeat("x", 33)} {
		if _, err := provision(t, time.Now(), "-dir", dir, "--", name); err == nil {
			t.Errorf("%q is accepted", name)
		}
	}
	for _, args := range [][]string{{}, {"-days", "0", "desk"}, {"-days", "900", "desk"}} {
		if _, err := provision(t, time.Now(), append([]string{"-dir", dir}, args...)...); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("something was made")
	}
}

func TestAForeignKeyInPlaceOfTheAuthoritys(t *testing.T) {
	dir := t.TempDir()
	if _, err := provision(t, time.Now(), "-dir", dir, "desk"); err != nil {
		t.Fatal(err)
	}
	key, _ := os.ReadFile(filepath.Join(dir, "desk.key"))
	for _, content := range [][]byte{key, []byte("x"), nil} {
		if err := os.WriteFile(filepath.Join(dir, "ca.key"), content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := provision(t, time.Now(), "-dir", dir, "desk"); err == nil || !strings.Contains(err.Error(), "ca.key") {
			t.Errorf("%v", err)
		}
	}
}
