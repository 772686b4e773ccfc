package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"lampd/internal/gpio"
	"lampd/internal/lamp"

	"periph.io/x/conn/v3/physic"
)

// board is an Env whose tree has these files, by path.
func board(t *testing.T, files map[string]string) Env {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Env{Root: root, HostName: "pi"}
}

// load loads a file of this text, called c.toml in mistakes.
func load(t *testing.T, env Env, text string) (Config, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("c.toml", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return Load("c.toml", true, env)
}

func TestEveryKeyReachesItsField(t *testing.T) {
	got, err := load(t, board(t, nil), `
id = "desk"
name = "Desk lamp"
groups = ["study", "up"]
[broker]
servers = ["mqtts://a", "wss://b:8443/mqtt"]
username = "u"
password_file = "/p"
ca_file = "/ca"
cert_file = "/cert"
key_file = "/key"
server_name = "s"
keepalive = "30s"
reconnect_max = "5 s"
[lamp]
kind = "rgbw"
power_on = '{"state":"ON"}'
transition = "1.5s"
on_exit = "dark"
[output]
driver = "sim"
frequency = "1 kHz"
invert = true
trace = "/t"
[output.pins]
red = "GPIO12"
white = "PCA9685:3"
[output.calibration]
white = { maximum = 0.9, minimum = 0.1 }
red.maximum = 1
[output.white]
warm = "2000K"
cold = "5000 K"
[button]
pin = "GPIO4"
[state]
file = "/f"
live = "/l"
[homeassistant]
discovery = false
prefix = "ha"
[lampi]
enabled = true
servers = ["mqtt://127.0.0.1:50001"]
[topics]
presence = "here/{id}"
reply = "lamp/{id}/reply"
`)
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	want.ID, want.Name, want.Groups = "desk", "Desk lamp", []string{"study", "up"}
	want.Broker.Servers = []string{"mqtts://a", "wss://b:8443/mqtt"}
	want.Broker.Username, want.Broker.PasswordFile = "u", "/p"
	want.Broker.CAFile, want.Broker.CertFile, want.Broker.KeyFile = "/ca", "/cert", "/key"
	want.Broker.ServerName, want.Broker.KeepAlive, want.Broker.ReconnectMax = "s", 30*time.Second, 5*time.Second
	want.Lamp = lamp.Options{Kind: lamp.RGBW, PowerOn: `{"state":"ON"}`, Transition: 1500 * time.Millisecond,
		OnExit: "dark", Warm: 500, Cold: 200}
	want.Output = gpio.Options{Driver: "sim", Frequency: physic.KiloHertz, Invert: true, Trace: "/t",
		Pins:        map[string]string{"red": "GPIO12", "green": "GPIO26", "blue": "GPIO13", "white": "PCA9685:3"},
		Calibration: map[string]gpio.Calibration{"white": {Maximum: 0.9, Minimum: 0.1}}}
	want.Button.Pin = "GPIO4"
	want.State = State{File: "/f", Live: "/l"}
	want.HomeAssistant = HomeAssistant{Prefix: "ha"}
	want.Lampi.Enabled, want.Lampi.Broker.Servers = true, []string{"mqtt://127.0.0.1:50001"}
	want.Topics["presence"] = "here/{id}"
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

func TestAMissingFileMeansDefaultsUnlessItWasNamed(t *testing.T) {
	env := board(t, map[string]string{"etc/machine-id": "0123456789abcdef0123456789abcdef\n"})
	missing := filepath.Join(env.Root, "none.toml")
	got, err := Load(missing, false, env)
	if err != nil {
		t.Fatal(err)
	}
	if got.Lamp.Kind != lamp.RGB || got.Output.Pins["red"] != "GPIO19" {
		t.Errorf("the defaults are %+v", got)
	}
	if _, err := Load(missing, true, env); err == nil || err.Error() != missing+": no such file" {
		t.Errorf("a named file that is missing gives %v", err)
	}
}

func TestAFileThatCannotBeReadIsAMistakeOfOneSentence(t *testing.T) {
	env := board(t, map[string]string{"big": strings.Repeat("#", 70000)})
	for name, want := range map[string]string{
		env.Root:                      ": is a directory, not a file",
		env.Root + "/big":             ": is larger than 65536 bytes",
		env.Root + "/big/config.toml": ": cannot be read: not a directory",
	} {
		_, err := Load(name, false, env)
		var mistakes Mistakes
		if !errors.As(err, &mistakes) || err.Error() != name+want {
			t.Errorf("got %v, want %s%s", err, name, want)
		}
	}
}
