package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestAWishIsWrittenIntoTheShippedFileAndNothingElseChanges(t *testing.T) {
	shipped, err := os.ReadFile("../../config.toml")
	if err != nil {
		t.Fatal(err)
	}
	w := wish{id: "desk", name: `The "desk" <lamp>`, servers: []string{"mqtts://hub.example:8883", "mqtt://10.0.0.2:1883"}, username: "ann", caFile: "x"}
	edited, changes, err := w.edit(string(shipped))
	if err != nil || len(changes) != 5 {
		t.Fatalf("%q, %v", changes, err)
	}
	cfg, err := check(edited)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.ID != w.id || cfg.Name != w.name || !slices.Equal(cfg.Broker.Servers, w.servers) || cfg.Broker.Username != "ann" || cfg.Broker.CAFile != caThere {
		t.Errorf("got %+v", cfg)
	}
	was, is := strings.Split(string(shipped), "\n"), strings.Split(edited, "\n")
	differs := 0
	for i := range was {
		if was[i] != is[i] {
			differs++
		}
	}
	if len(was) != len(is) || differs != 5 {
		t.Errorf("%d lines differ:\n%s", differs, edited)
	}
	if again, changes, err := w.edit(edited); again != edited || changes != nil || err != nil {
		t.Errorf("a second time changes %q, %v", changes, err)
	}
}

func TestAKeyIsSetWhereItBelongs(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"replaced, its comment kept":        {"[broker]\nservers = [\"a\"] # mine\n", "[broker]\nservers = [\"b\"] # mine\n"},
		"not in another section":            {"[lampi]\nservers = [\"a\"]\n[broker]\n", "[lampi]\nservers = [\"a\"]\n[broker]\nservers = [\"b\"]\n"},
		"added to its section":              {"[broker] # x\nusername = \"u\"\n", "[broker] # x\nservers = [\"b\"]\nusername = \"u\"\n"},
		"added with its section":            {"id = \"x\"\n", "id = \"x\"\n\n[broker]\nservers = [\"b\"]\n"},
		"not a comment":                     {"[broker]\n# servers = [\"a\"]\n", "[broker]\nservers = [\"b\"]\n# servers = [\"a\"]\n"},
		"in a file without an end of line":  {"[broker]\nservers = ['a']", "[broker]\nservers = [\"b\"]"},
		"in a file of another system's end": {"[broker]\r\nservers = [\"a\"]\r\n", "[broker]\r\nservers = [\"b\"]\r\n"},
	} {
		got, _, err := setKey(c.text, "broker", "servers", `["b"]`)
		if got != c.want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, _, _ := setKey("# text\n[broker]\nid = \"no\"\n", "", "id", `"x"`); got != "id = \"x\"\n# text\n[broker]\nid = \"no\"\n" {
		t.Errorf("before the first section: %q", got)
	}
	if _, _, err := setKey("[broker]\nservers = [\n\"a\"]\n", "broker", "servers", `["b"]`); err == nil {
		t.Error("a list over several lines is cut")
	}
}

func TestConfigTxtGetsTheLinesOnce(t *testing.T) {
	lines := []string{"dtoverlay=pwm-2chan,pin=12,func=4,pin2=13,func2=4", "dtparam=audio=off"}
	for name, c := range map[string]struct {
		text    string
		missing int
		has     []string
	}{
		"an empty file":                  {"", 2, lines},
		"one is there":                   {"dtparam=audio=off\n", 1, lines[:1]},
		"one is there for another board": {"[pi5]\ndtparam=audio=off\n", 2, []string{"[all]"}},
		"one is there again for all":     {"[pi5]\nx=1\n[all]\ndtparam=audio=off\n", 1, nil},
		"one is a comment":               {"#dtparam=audio=off\n", 2, nil},
		"another line for the PWM block": {"dtoverlay=pwm,pin=18,func=2\n", 2, []string{"# before lampd: dtoverlay=pwm,pin=18,func=2"}},
		"a line for pwm-gpio stays":      {"dtoverlay=pwm-gpio,gpio=4\n", 2, []string{"dtoverlay=pwm-gpio,gpio=4"}},
	} {
		got, missing := addLines(c.text, lines)
		if len(missing) != c.missing {
			t.Errorf("%s: missing %q", name, missing)
		}
		for _, line := range append(c.has, lines...) {
			if n := strings.Count("\n"+got, "\n"+line+"\n"); n < 1 {
				t.Errorf("%s: no line %q in\n%s", name, line, got)
			}
		}
		if again, missing := addLines(got, lines); again != got || missing != nil {
			t.Errorf("%s: a second time adds %q", name, missing)
		}
	}
}

func TestAWrongCommandLineIsRefusedBeforeAnythingIsDone(t *testing.T) {
	for _, args := range [][]string{nil, {"a", "b"}, {"--id"}, {"--what", "a"}, {"--ssh", "", "a"}} {
		if err := run(args, nil, nil); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
}
