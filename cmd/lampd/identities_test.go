package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lampd/internal/brokertest"
)

// exampleBroker starts a mosquitto as examples/mosquitto configures it, but
// with passwords, which are the names, and without TLS. A user "auditor" may
// see and do all.
func exampleBroker(t *testing.T, users ...string) *brokertest.Broker {
	t.Helper()
	dir := t.TempDir()
	put := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	var plain, config strings.Builder
	for _, u := range append(users, "auditor") {
		fmt.Fprintf(&plain, "%s:%s\n", u, u)
	}
	passwords := put("passwd", plain.String())
	if said, err := exec.Command("mosquitto_passwd", "-U", passwords).CombinedOutput(); err != nil {
		t.Fatalf("mosquitto_passwd: %v %s", err, said)
	}
	acl := put("acl", example(t, "acl")+"user auditor\ntopic readwrite #\n")
	for line := range strings.Lines(example(t, "mosquitto.conf")) {
		switch key, _, _ := strings.Cut(strings.TrimSpace(line), " "); key {
		case "listener", "cafile", "certfile", "keyfile", "require_certificate", "use_identity_as_username", "acl_file":
		default:
			config.WriteString(line)
		}
	}
	fmt.Fprintf(&config, "acl_file %s\npassword_file %s\n", acl, passwords)
	return brokertest.Start(t, brokertest.Options{Config: config.String()})
}

// aclFile returns the path of the example's access list.
func aclFile(t *testing.T) string {
	t.Helper()
	name, err := filepath.Abs("../../examples/mosquitto/acl")
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// example reads a file of examples/mosquitto.
func example(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../examples/mosquitto/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// identity is somebody who connects to the broker.
type identity struct {
	name           string
	user, password string
	id             string   // the client id that it claims
	writes, reads  []string // the topics of the lamp that it may
	out            bool     // it may not even connect
}

// visit connects, with a Will on a topic if there is one, and returns the code
// of the broker's answer.
func (i identity) visit(t *testing.T, b *brokertest.Broker, will string) (visitor, byte) {
	t.Helper()
	h := hello(i.id)
	h.Username, h.UsernameFlag = i.user, i.user != ""
	h.Password, h.PasswordFlag = []byte(i.password), i.password != ""
	if will != "" {
		h.WillFlag, h.WillTopic, h.WillMessage, h.WillQos = true, will, []byte(forged), 1
	}
	return call(t, b.Addr, h)
}

// forged is what hostile clients write.
const forged = "forged"

// The topics of the lamp "desk", as hostile clients would like them.
var coveted = []string{
	"state/desk", "lamp/desk/state", "lamp/desk/info", "lamp/desk/reply", "homeassistant/device/desk/config",
	"lamp/desk/set", "lamp/desk/set/state", "lamp/desk/get", "lamp/study/set", "lamp/all/set", "lamp/all/set/state",
}

var (
	commands  = []string{"lamp/desk/set", "lamp/desk/set/state", "lamp/desk/get", "lamp/study/set", "lamp/all/set", "lamp/all/set/state"}
	telling   = []string{"state/desk", "lamp/desk/state", "lamp/desk/info"}
	operators = append([]string{"state/desk"}, commands...)
	toLamps   = []string{"lamp/all/set", "lamp/all/set/state"} // for everybody with a name
)

// identities are the friends first: what they may do, they can.
var identities = []identity{
	{name: "the operator", user: "operator", writes: operators, reads: slices.Concat(toLamps, telling, []string{"lamp/desk/reply"})},
	{name: "who only watches", user: "viewer", reads: slices.Concat(toLamps, telling)},
	{name: "Home Assistant", user: "homeassistant", writes: []string{"lamp/desk/set", "lamp/study/set", "lamp/all/set"},
		reads: slices.Concat(toLamps, telling, []string{"homeassistant/device/desk/config"})},
	{name: "another lamp", user: "shelf", reads: toLamps},
	{name: "another lamp with the lamp's client id", user: "shelf", id: "lampd-desk", reads: toLamps},
	{name: "a watcher with the lamp's id as client id", user: "viewer", id: "desk", reads: slices.Concat(toLamps, telling)},
	{name: "a lamp named as a group", user: "study", reads: slices.Concat(toLamps, []string{"lamp/study/set"})},
	{name: "a user named all", user: "all", reads: toLamps},
	{name: "a user named as a wildcard", user: "+"},
	{name: "a user with the lamp's name in capitals", user: "DESK", reads: toLamps},
	{name: "nobody", out: true},
	{name: "nobody, with the lamp's client id", id: "lampd-desk", out: true},
	{name: "a stranger", user: "mallory", password: "x", out: true},
	{name: "a stranger who knows the lamp's name", user: "desk", password: "x", id: "lampd-desk", out: true},
	{name: "a lamp without its password", user: "desk", out: true},
}

func TestHostileClientsGetNothingOfALamp(t *testing.T) {
	t.Parallel()
	var users []string
	for n, i := range identities {
		if !i.out {
			identities[n].password = i.user
			users = append(users, i.user)
		}
	}
	slices.Sort(users)
	b := exampleBroker(t, append(slices.Compact(users), "desk")...)
	h := newHome(t, b.URL())
	h.write("password", "desk\n")
	config, _ := os.ReadFile(h.path("config.toml"))
	h.write("config.toml", strings.Replace(string(config), "[broker]", fmt.Sprintf("[broker]\nusername = \"desk\"\npassword_file = %q", h.path("password")), 1))
	p := h.start()
	auditor, code := identity{user: "auditor", password: "auditor"}.visit(t, b, "")
	if code != 0 {
		t.Fatalf("the auditor is refused: %d", code)
	}
	h.until("the lamp is there", func() bool { return strings.Contains(p.log.String(), "connected") })
	for _, i := range identities {
		t.Run(i.name, func(t *testing.T) {
			v, code := i.visit(t, b, "")
			if i.out != (code != 0) {
				t.Fatalf("the broker answers %d", code)
			}
			if i.out {
				return
			}
			i.subscribes(t, v, auditor)
			i.publishes(t, v, auditor)
			i.dies(t, b, auditor)
		})
	}
	if n := strings.Count(p.log.String(), "connect"); n != 1 {
		t.Errorf("the lamp's session was disturbed:\n%s", p.log)
	}
}

// subscribes tries to read what is published to the lamp and by the lamp.
func (i identity) subscribes(t *testing.T, v, auditor visitor) {
	filters := append([]string{"#", "lamp/#", "state/#", "+/+/+", "lamp/desk/+", "homeassistant/#", "$share/x/lamp/desk/set", "$share/x/#"}, coveted...)
	var seen []string
	look := func(filter string) {
		for _, p := range v.subscribe(filter, 0) {
			seen = append(seen, p.TopicName)
		}
	}
	for _, f := range filters {
		look(f)
	}
	for _, topic := range coveted {
		auditor.publish(topic, "")
	}
	look("end") // its answer comes behind all that was published
	for _, topic := range coveted {
		if got, want := slices.Contains(seen, topic), slices.Contains(i.reads, topic); got != want {
			t.Errorf("reads %s: %v, want %v", topic, got, want)
		}
	}
	if extra := slices.DeleteFunc(seen, func(s string) bool { return slices.Contains(i.reads, s) }); len(extra) > 0 {
		t.Errorf("reads %v", extra)
	}
}

// publishes tries to write to the lamp and in its name.
func (i identity) publishes(t *testing.T, v, auditor visitor) {
	for _, topic := range coveted {
		auditor.subscribe(topic, 0)
	}
	for _, topic := range coveted {
		v.publish(topic, forged)
	}
	i.wrote(t, auditor, "publishes to")
}

// dies tries to write by its Will.
func (i identity) dies(t *testing.T, b *brokertest.Broker, auditor visitor) {
	for _, topic := range coveted {
		v, _ := i.visit(t, b, topic)
		v.cut()
	}
	i.wrote(t, auditor, "leaves a Will on")
}

// wrote compares what the auditor sees of forgeries with what is allowed.
func (i identity) wrote(t *testing.T, auditor visitor, how string) {
	t.Helper()
	var seen []string
	for _, p := range auditor.subscribe("end", 0) {
		if string(p.Payload) == forged {
			seen = append(seen, p.TopicName)
		}
	}
	for _, topic := range coveted {
		if got, want := slices.Contains(seen, topic), slices.Contains(i.writes, topic); got != want {
			t.Errorf("%s %s: %v, want %v", how, topic, got, want)
		}
	}
}
