//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestWordsAreCompleted(t *testing.T) {
	t.Parallel()
	_, broker := demo(t)
	for words, want := range map[string]string{
		"":                     "demo watch set panel sim completion version",
		"wa":                   "watch",
		"watch --sort ":        "id presence changed",
		"set --bri":            "--brightness",
		"set --brightness ":    "",
		"set ":                 "all desk downstairs hall kitchen porch shelf study",
		"set desk ":            "all desk downstairs hall kitchen porch shelf study",
		"watch s":              "shelf study",
		"completion ":          "bash zsh fish",
		"frobnicate ":          "",
		"set desk --password-": "--password-file",
	} {
		var got, errs string
		var status int
		for range 10 { // on a loaded machine the broker may not answer within the two seconds that it has
			var out string
			out, errs, status = finish(t, at(broker, lampctl(t, append([]string{"complete"}, strings.Split(words, " ")...)...)))
			if got = strings.Join(strings.Fields(out), " "); got == want {
				break
			}
		}
		if got != want || errs != "" || status != 0 {
			t.Errorf("%q is completed by %q, not %q (%d, %s)", words, got, want, status, errs)
		}
	}
}

func TestBashTakesTheScript(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("skipped: bash is not installed")
	}
	c := exec.Command(bash, "-c", `source <(lampctl completion bash)
COMP_WORDS=(lampctl watch --so) COMP_CWORD=2
_lampctl
echo "${COMPREPLY[@]}"`)
	c.Env = append(os.Environ(), "PATH="+filepath.Dir(program)+":"+os.Getenv("PATH"))
	if out, err := c.CombinedOutput(); err != nil || string(out) != "--sort\n" {
		t.Errorf("%v: %s", err, out)
	}
}
