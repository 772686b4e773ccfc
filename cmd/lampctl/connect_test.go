//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lampd/internal/brokertest"
)

// guarded starts a mosquitto that lets in nobody but "me" with "secret".
func guarded(t *testing.T, more string) *brokertest.Broker {
	t.Helper()
	file := filepath.Join(t.TempDir(), "passwords")
	if out, err := exec.Command("mosquitto_passwd", "-b", "-c", file, "me", "secret").CombinedOutput(); err != nil {
		t.Skipf("skipped: mosquitto_passwd: %v: %s", err, out)
	}
	return brokertest.Start(t, brokertest.Options{Config: "allow_anonymous false\npassword_file " + file + "\n" + more})
}

// file writes a file of a test and returns its name.
func file(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// userConfig gives a prepared lampctl a user's file.
func userConfig(t *testing.T, text string) (env string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "lampctl"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "lampctl", "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return "XDG_CONFIG_HOME=" + dir
}

func TestALoginComesFromFlagsTheEnvironmentOrTheUsersFile(t *testing.T) {
	t.Parallel()
	b := guarded(t, "")
	password := file(t, "password", "secret\n")
	const in, out = "nobody: no lamp and no group of this name is known\n", "the broker does not authorise this login"
	for name, c := range map[string]struct {
		args, env []string
		want      string
	}{
		"no login":                  {nil, nil, out},
		"a wrong password":          {[]string{"--username", "me"}, []string{"LAMPCTL_PASSWORD=guess"}, out},
		"the environment":           {nil, []string{"LAMPCTL_USERNAME=me", "LAMPCTL_PASSWORD=secret"}, in},
		"a file":                    {[]string{"--username", "me", "--password-file", password}, nil, in},
		"the user's file":           {nil, []string{"LAMPCTL_BROKER=", userConfig(t, fmt.Sprintf("[broker]\nservers = [%q]\nusername = 'me'\npassword_file = %q\n", b.URL(), password))}, in},
		"the user's, same broker":   {nil, []string{userConfig(t, fmt.Sprintf("[broker]\nservers = [%q]\nusername = 'me'\npassword_file = %q\n", b.URL(), password))}, in},
		"the user's for another":    {nil, []string{userConfig(t, fmt.Sprintf("[broker]\nservers = ['mqtt://127.0.0.2']\nusername = 'me'\npassword_file = %q\n", password))}, out},
		"a user's file that is bad": {nil, []string{userConfig(t, "[broker]\nserver = 'x'\n")}, "config.toml:2: broker.server: unknown key (nearest known key: broker.servers)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := at(b.URL(), lampctl(t, append([]string{"set", "nobody", "--on"}, c.args...)...))
			cmd.Env = append(cmd.Env, c.env...)
			stdout, stderr, status := finish(t, cmd)
			if status == 0 || !strings.Contains(stdout+stderr, c.want) {
				t.Errorf("exit status %d: %s%s", status, stdout, stderr)
			}
		})
	}
}

func TestLampctlTrustsTheAuthorityThatItIsGiven(t *testing.T) {
	t.Parallel()
	ca := brokertest.NewCA(t)
	cert, key := ca.Issue("127.0.0.1", time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
	b := brokertest.Start(t, brokertest.Options{Config: fmt.Sprintf("cafile %s\ncertfile %s\nkeyfile %s\n", ca.File, cert, key)})
	url := strings.Replace(b.URL(), "mqtt:", "mqtts:", 1)
	out, errs, _ := finish(t, lampctl(t, "set", "nobody", "--on", "--broker", url, "--ca-file", ca.File))
	if !strings.Contains(out, "no lamp and no group") {
		t.Errorf("with it: %s%s", out, errs)
	}
	_, errs, status := finish(t, lampctl(t, "set", "nobody", "--on", "--broker", url))
	if status != exitFailure || !strings.Contains(errs, "unknown authority") {
		t.Errorf("without it: exit status %d, %s", status, errs)
	}
}
