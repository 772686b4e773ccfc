package config

import (
	"errors"
	"strings"
	"testing"

	"lampd/internal/lamp"
)

const (
	serialNumber = "sys/firmware/devicetree/base/serial-number"
	machineID    = "etc/machine-id"
)

func TestTheIDIsMadeFromTheSerialNumberElseTheMachineID(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		// printf 10000000a1b2c3d4 | sha256sum
		"a board":                             {map[string]string{serialNumber: "10000000a1b2c3d4\x00", machineID: "0123\n"}, "lamp-a438f8ac"},
		"a board that has no number":          {map[string]string{serialNumber: "0000000000000000\x00", machineID: "0123\n"}, "lamp-1be2e452"},
		"no board":                            {map[string]string{machineID: "0123\n"}, "lamp-1be2e452"},
		"a card before its first start":       {map[string]string{machineID: "uninitialized\n"}, ""},
		"a machine that does not know itself": {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := board(t, test.files).id(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestWithoutAnIDTheMistakeSaysWhy(t *testing.T) {
	_, err := load(t, board(t, nil), "")
	const want = "c.toml:1: id: must be given: this machine has neither a serial number nor a machine-id"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestWhatTheFileLeavesOutComesFromTheMachine(t *testing.T) {
	for name, test := range map[string]struct {
		env              Env
		text             string
		name, file, live string
	}{
		"by hand":             {Env{HostName: "pi"}, "", "pi", "/var/lib/lampd/state.json", ""},
		"no host name":        {Env{}, "", "desk", "/var/lib/lampd/state.json", ""},
		"under systemd":       {Env{StateDirectory: "/s", RuntimeDirectory: "/r"}, "", "", "/s/state.json", "/r/state.json"},
		"several directories": {Env{StateDirectory: "/s:/s2", RuntimeDirectory: "/r:/r2"}, "", "", "/s/state.json", "/r/state.json"},
		"all in the file": {Env{HostName: "pi", StateDirectory: "/s", RuntimeDirectory: "/r"},
			"name = \"N\"\n[state]\nfile = \"/f\"\nlive = \"/l\"\n", "N", "/f", "/l"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := load(t, test.env, "id = \"desk\"\n"+test.text)
			if err != nil {
				t.Fatal(err)
			}
			if test.name != "" && c.Name != test.name {
				t.Errorf("the name is %q, want %q", c.Name, test.name)
			}
			if c.State.File != test.file || c.State.Live != test.live {
				t.Errorf("the state is in %q and %q, want %q and %q", c.State.File, c.State.Live, test.file, test.live)
			}
		})
	}
}

func TestACommandForPowerOnIsCheckedForItsKindOfLamp(t *testing.T) {
	env := Env{Command: func(kind lamp.Kind, json string) error {
		if kind != lamp.Dimmer || json != `{"color":"red"}` {
			t.Errorf("asked for %s %s", kind, json)
		}
		return errors.New("color: a dimmer has none")
	}}
	_, err := load(t, env, "id = \"x\"\n[lamp]\nkind = \"dimmer\"\npower_on = '{\"color\":\"red\"}'\n[output.pins]\nwhite = \"GPIO18\"\n")
	const want = "c.toml:4: lamp.power_on: this command would be refused: color: a dimmer has none"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func FuzzLoad(f *testing.F) {
	for _, text := range []string{
		"", "id = \"desk\"\n", "[output.pins]\nred = \"GPIO19\"\n", "[output]\nfrequency = \"2 kHz\"\n", "\xef\xbb\xbfid='x'\r\n",
		"[lamp]\ntransition = \"1s\"\n[topics]\nset = \"{id}\"\n", "\x10", "a = 1979-05-27\n[[b]]\nc = {d = [nan, 1e9]}\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := decode("c.toml", text, Env{HostName: "pi"})
		if err == nil {
			if !isName(c.ID) || c.Name == "" || c.State.File == "" {
				t.Errorf("accepted %+v", c)
			}
			return
		}
		var mistakes Mistakes
		if !errors.As(err, &mistakes) || len(mistakes) == 0 {
			t.Fatalf("an error of another kind: %v", err)
		}
		for _, m := range mistakes {
			if m.Line < 1 || m.Text == "" || len(m.Error()) > 1000 || strings.Contains(m.Error(), "\n") {
				t.Errorf("an unclear mistake: %s", m)
			}
		}
	})
}
