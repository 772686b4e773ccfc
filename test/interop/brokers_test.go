package interop

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/presencetest"
)

func TestMosquitto(t *testing.T) {
	b := brokertest.Start(t, brokertest.Options{Persistent: true})
	bench := presencetest.Bench{
		Broker: presencetest.Mosquitto{Broker: b},
		Addrs:  []string{b.Addr},
		Rules:  rules,
		Grace:  200 * time.Millisecond,
	}
	more := map[presencetest.Harm]int{}
	hardened(t, &bench, more)
	play(t, bench, wholeBroker, more)
}

func TestBridgedMosquittos(t *testing.T) {
	c := bridgedPair(t)
	rules := rules
	rules.Repeats, rules.Slack, rules.Settle = true, 2*time.Second, 15*time.Second
	play(t, presencetest.Bench{Broker: c, Addrs: c.addrs(), Rules: rules, Grace: 200 * time.Millisecond}, oneNode, nil)
}

// bridgedPair starts two mosquittos with a bridge.
func bridgedPair(t *testing.T) *cluster {
	t.Helper()
	program, err := exec.LookPath("mosquitto")
	if err != nil {
		program = "/usr/sbin/mosquitto"
	}
	a, b := brokertest.FreeAddr(t), brokertest.FreeAddr(t)
	c := &cluster{t: t}
	for i, addr := range []string{a, b} {
		dir := t.TempDir()
		words := []string{"listener 1883", "listener " + port(addr) + " 127.0.0.1", "/var/lib/mosquitto/", dir + "/",
			"allow_anonymous false\npassword_file /etc/mosquitto/passwords", "allow_anonymous true"}
		name := "bridge-b.conf"
		if i == 0 {
			name = "bridge-a.conf"
			words = append(words, "b.example:1883", b)
		}
		config := file(t, dir, "mosquitto.conf", example(t, "mosquitto/"+name, words...)+"user root\n")
		c.nodes = append(c.nodes, &daemon{
			addr: addr, data: dir, log: logFile(t, dir, "log"),
			command: func() *exec.Cmd { return exec.Command(program, "-c", config) },
		})
	}
	c.start()
	return c
}

// natsNode makes a node from an example.
func natsNode(t *testing.T, name string, words ...string) *daemon {
	dir := t.TempDir()
	addr := brokertest.FreeAddr(t)
	data := filepath.Join(dir, "jetstream")
	words = append(words, "127.0.0.1:4222", brokertest.FreeAddr(t), "0.0.0.0:1883", addr, "/var/lib/nats", data)
	config := file(t, dir, "nats.conf", example(t, name, words...))
	return &daemon{
		addr: addr, data: data, log: logFile(t, dir, "log"),
		command: func() *exec.Cmd {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "INTEROP_NATS="+config)
			return cmd
		},
	}
}

func TestNATS(t *testing.T) {
	c := &cluster{t: t, nodes: []*daemon{natsNode(t, "nats/single.conf")}}
	c.start()
	rules := rules
	rules.MuteTakeover = true
	play(t, presencetest.Bench{Broker: c, Addrs: c.addrs(), Rules: rules, Grace: 200 * time.Millisecond}, wholeBroker, nil)
}

func TestNATSCluster(t *testing.T) {
	c := natsCluster(t)
	rules := rules
	rules.Slack, rules.Settle, rules.Tick = 2*time.Second, 15*time.Second, 15*time.Second
	rules.MuteTakeover = true
	play(t, presencetest.Bench{Broker: c, Addrs: c.addrs(), Rules: rules, Grace: 200 * time.Millisecond}, oneNode, nil)
}

// natsCluster starts three nodes of nats-server.
func natsCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{t: t}
	var routes []string
	for range 3 {
		routes = append(routes, brokertest.FreeAddr(t))
	}
	for i, route := range routes {
		words := []string{"server_name: node-1 ", fmt.Sprintf("server_name: node-%d ", i+1), "0.0.0.0:6222", route}
		for n, other := range routes {
			words = append(words, fmt.Sprintf("node-%d.example:6222", n+1), other)
		}
		c.nodes = append(c.nodes, natsNode(t, "nats/node-1.conf", words...))
	}
	c.start()
	return c
}

// port returns the port of an address.
func port(addr string) string {
	for i := len(addr) - 1; ; i-- {
		if addr[i] == ':' {
			return addr[i+1:]
		}
	}
}
