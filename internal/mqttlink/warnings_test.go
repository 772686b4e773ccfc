package mqttlink

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lampd/internal/brokertest"
)

func TestWhatIsUnwiseIsSaid(t *testing.T) {
	ca := brokertest.NewCA(t)
	cert, key := ca.Issue("desk", lastYear, nextYear)
	soon, soonKey := ca.Issue("desk", lastYear, time.Now().Add(13*24*time.Hour))
	password := func(mode os.FileMode) string {
		file := filepath.Join(t.TempDir(), "password")
		if err := os.WriteFile(file, []byte("secret\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, tt := range []struct {
		name string
		o    Options
		want string // "" for no warning
	}{
		{"plain text on this machine", Options{Servers: []string{"mqtt://127.0.0.1", "ws://[::1]", "mqtt://localhost"}}, ""},
		{"plain text to another", Options{Servers: []string{"mqtts://192.0.2.1", "mqtt://192.0.2.1"}}, "mqtt://192.0.2.1:1883 is not encrypted"},
		{"a password for its owner", Options{PasswordFile: password(0o600)}, ""},
		{"a password for a group", Options{PasswordFile: password(0o640)}, ""},
		{"a password for all", Options{PasswordFile: password(0o644)}, "can be read by every user of this machine (mode 0644)"},
		{"a password that is missing is an error elsewhere", Options{PasswordFile: "/nowhere"}, ""},
		{"a certificate for a year", Options{CertFile: cert, KeyFile: key}, ""},
		{"a certificate for thirteen days", Options{CertFile: soon, KeyFile: soonKey}, "make a new one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.Join(tt.o.Warnings(), "\n")
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) || strings.Contains(got, "\n") || strings.Contains(got, "secret") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if err := os.Chmod(key, 0o604); err != nil {
		t.Fatal(err)
	}
	if got := (Options{CertFile: cert, KeyFile: key}).Warnings(); len(got) != 1 || !strings.Contains(got[0], "mode 0604") {
		t.Errorf("a key for all: %q", got)
	}
}
