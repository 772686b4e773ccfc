package interop

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lampd/internal/presencetest"
)

// TestARefusedSubscriptionIsSaid meets a broker that says 0x80 to a
// subscription: lampd names the topic and stays.
func TestARefusedSubscriptionIsSaid(t *testing.T) {
	const allowed = `
authorization {
  users: [
    { user: watcher, password: w }
    { user: desk, password: d, permissions: { subscribe: { deny: "lamp.desk.set" } } }
  ]
}
`
	n := natsNode(t, "nats/single.conf", "mqtt {", allowed+"mqtt {")
	n.login = presencetest.Login{Username: "watcher", Password: "w"}
	c := &cluster{t: t, nodes: []*daemon{n}}
	c.start()
	bench := presencetest.Bench{
		Broker: c, Addrs: c.addrs(), Direct: true, Rules: rules, Dir: t.TempDir(), Lampd: run,
		Login: presencetest.Login{Username: "desk", Password: "d"},
	}
	_, lamp, err := bench.Rig(t.Context(), "desk")
	if err != nil {
		t.Fatal(err)
	}
	said := filepath.Join(lamp.Dir, "said")
	command := lamp.Command
	log := logFile(t, lamp.Dir, "said")
	lamp.Command = func() *exec.Cmd { cmd := command(); cmd.Stderr = log; return cmd }
	lamp.Start()
	t.Cleanup(lamp.Kill)
	const want = "the subscription to lamp/desk/set is refused by the broker"
	for until := time.Now().Add(startWithin); ; time.Sleep(50 * time.Millisecond) {
		text, _ := os.ReadFile(said)
		if connected, _ := lamp.Says(); connected && strings.Contains(string(text), want) {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("lampd says\n%s", text)
		}
	}
}
