package config

import (
	"testing"
	"time"
)

// asOlder reads a file with keys that have other names now.
func asOlder(t *testing.T, text string) (Config, *file) {
	t.Helper()
	f, err := parse("c.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	c := defaults()
	f.apply(c.keys().older(map[string]string{
		"mqtt.url":       "broker.servers",
		"broker.alive":   "broker.keepalive",
		"lamp.fade.time": "lamp.transition",
	}))
	return c, f
}

func TestAKeyIsReadByItsOldNameWithAWarning(t *testing.T) {
	c, f := asOlder(t, "[mqtt]\nurl = [\"mqtt://hub\"]\n[broker]\nalive = \"30s\"\n[lamp]\nkind = \"cct\"\nfade.time = \"2s\"\n")
	if len(f.mistakes) > 0 {
		t.Fatal(f.mistakes)
	}
	if c.Broker.Servers[0] != "mqtt://hub" || c.Broker.KeepAlive != 30*time.Second || c.Lamp.Transition != 2*time.Second {
		t.Errorf("got %+v %+v", c.Broker, c.Lamp)
	}
	want := `c.toml:4: broker.alive: is called broker.keepalive now
c.toml:7: lamp.fade.time: is called lamp.transition now
c.toml:2: mqtt.url: is called broker.servers now`
	if got := f.outdated.Error(); got != want {
		t.Errorf("the warnings are\n%s\nwant\n%s", got, want)
	}
}

func TestAMistakeUnderAnOldNameIsAMistake(t *testing.T) {
	for text, want := range map[string]string{
		"[broker]\nalive = 3\n":                            `c.toml:2: broker.alive: must be a duration from 5s to 18h12m15s, like "15s" or "400ms", not 3`,
		"[broker]\nkeepalive = \"20s\"\nalive = \"30s\"\n": "c.toml:3: broker.alive: is the old name of broker.keepalive, which stands there too",
		"[mqtt]\nurl = [\"mqtt://hub\"]\nuser = \"ann\"\n": "c.toml:3: mqtt.user: unknown key (nearest known key: broker)",
		"[lamp]\nfade = \"2s\"\n":                          `c.toml:2: lamp.fade: must be a table, not "2s"`,
	} {
		if _, f := asOlder(t, text); f.mistakes.Error() != want {
			t.Errorf("%q gives\n%s\nwant\n%s", text, f.mistakes, want)
		}
	}
}

func TestEveryOldNameHasAKeyThatExists(t *testing.T) {
	c := defaults()
	known := c.keys()
	for old, now := range renamed {
		if known.set[now] == nil || known.set[old] != nil {
			t.Errorf("%s is said to be called %s now", old, now)
		}
	}
}
