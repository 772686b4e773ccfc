package config

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAFileOfLampctlsUserNamesABroker(t *testing.T) {
	name := filepath.Join(t.TempDir(), "config.toml")
	if o, err := LoadBroker(name); err != nil || o.Servers != nil {
		t.Errorf("a missing file says %+v, %v", o, err)
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("[broker]\nservers = ['mqtts://hub']\nusername = 'me'\nca_file = '/ca.pem'\n")
	o, err := LoadBroker(name)
	if err != nil || o.Servers[0] != "mqtts://hub" || o.Username != "me" || o.CAFile != "/ca.pem" {
		t.Errorf("got %+v, %v", o, err)
	}
	write("[broker]\npassword = 'x'\nservers = ['http://hub']\n[lamp]\n")
	_, err = LoadBroker(name)
	want := name + ":2: broker.password: unknown key (nearest known key: broker.password_file)\n" +
		name + `:3: broker.servers: "http://hub": scheme "http" is not mqtt, mqtts, ws or wss` + "\n" +
		name + ":4: lamp: unknown key (nearest known key: broker)"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nnot\n%s", err, want)
	}
}
