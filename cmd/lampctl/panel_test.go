//go:build unix

package main

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// fetch returns what a page answers.
func fetch(t *testing.T, url string) (status int, body string) {
	t.Helper()
	client := http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

func TestThePanelIsServedAndSaysWhere(t *testing.T) {
	t.Parallel()
	_, broker := demo(t)
	p := start(t, at(broker, lampctl(t, "panel")))
	url := word(p.wait("The panel: "), "http://127.0.0.1:")
	if status, body := fetch(t, url); status != http.StatusOK || !strings.Contains(body, "/static/main.js") {
		t.Errorf("%s: %d %s", url, status, body)
	}
	if status := p.stop(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

func TestThePanelAsksForItsPassword(t *testing.T) {
	t.Parallel()
	_, broker := demo(t)
	c := at(broker, lampctl(t, "panel", "--listen", "127.0.0.1:0"))
	c.Env = append(c.Env, "LAMPCTL_PANEL_PASSWORD=open sesame")
	url := word(start(t, c).wait("The panel: "), "http://127.0.0.1:")
	if _, body := fetch(t, url); strings.Contains(body, "main.js") || !strings.Contains(body, "Password") {
		t.Errorf("without it the page is %s", body)
	}
	if status, _ := fetch(t, url+"scenes"); status != http.StatusUnauthorized {
		t.Errorf("without it the scenes are answered %d", status)
	}
}

func TestThePanelIsNotServedWithoutWhatItNeeds(t *testing.T) {
	t.Parallel()
	short, empty := file(t, "short", "1234567\n"), file(t, "empty", "\n")
	for args, want := range map[string]string{
		"--listen :0":                     "--listen :0: others can reach it, so the page needs a password: --panel-password-file or LAMPCTL_PANEL_PASSWORD",
		"--listen 192.0.2.1:8460":         "--listen 192.0.2.1:8460: others can reach it, so the page needs a password: --panel-password-file or LAMPCTL_PANEL_PASSWORD",
		"--listen nowhere":                `--listen: "nowhere" is no address and port, like 127.0.0.1:8460 or :8460: address nowhere: missing port in address`,
		"--panel-password-file " + short:  "the page's password has fewer than 8 characters",
		"--panel-password-file " + empty:  "--panel-password-file: " + empty + " is empty",
		"--panel-password-file /no/where": "--panel-password-file: open /no/where: no such file or directory",
	} {
		c := lampctl(t, append([]string{"panel"}, strings.Fields(args)...)...)
		c.Env = append(c.Env, "LAMPCTL_PANEL_PASSWORD=")
		if out, errs, status := finish(t, c); out != "" || errs != "lampctl: "+want+"\n" || status != exitUsage {
			t.Errorf("%s: exit status %d, %q, %q", args, status, out, errs)
		}
	}
}

func TestTheDemoHasAPanelWithScenes(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	c := lampctl(t, "demo", "--port", freePort(t), "--panel-port", freePort(t))
	c.Env = append(c.Env, "TMPDIR="+temp)
	d := start(t, c)
	url := word(d.wait("In a browser:"), "http://127.0.0.1:")
	if _, body := fetch(t, url+"scenes"); !strings.Contains(body, `"name":"Evening","lamps":["desk","hall","kitchen","porch","shelf"],"colors":["#ffa500"`) {
		t.Errorf("its scenes are %s", body)
	}
	d.stop()
	if left, err := filepath.Glob(filepath.Join(temp, "*")); err != nil || len(left) > 0 {
		t.Errorf("it leaves %s", left)
	}
}
