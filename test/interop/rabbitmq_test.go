package interop

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/presencetest"
)

// rabbitmqServer is Debian's start script without its change of user.
const rabbitmqServer = "/usr/lib/rabbitmq/bin/rabbitmq-server"

// needsRabbitMQ skips the test in one line where RabbitMQ is missing.
func needsRabbitMQ(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(rabbitmqServer); err == nil {
		return
	}
	if os.Getenv("CI") == "true" && os.Getenv("LAMPD_SKIP") == "" {
		t.Fatal("rabbitmq-server is missing: scripts/interop installs it")
	}
	t.Skip("skipped: rabbitmq-server is not installed")
}

func TestRabbitMQ(t *testing.T) {
	needsRabbitMQ(t)
	dir := t.TempDir()
	addr, epmd := brokertest.FreeAddr(t), brokertest.FreeAddr(t)
	config := file(t, dir, "rabbitmq.conf", example(t, "rabbitmq/rabbitmq.conf",
		"0.0.0.0:1883", addr, "127.0.0.1:5672", brokertest.FreeAddr(t)))
	plugins := file(t, dir, "enabled_plugins", example(t, "rabbitmq/enabled_plugins"))
	names := nameServer(t, epmd)
	d := &daemon{
		addr: addr, data: filepath.Join(dir, "mnesia"), log: logFile(t, dir, "log"),
		login: presencetest.Login{Username: "guest", Password: "guest"},
		command: func() *exec.Cmd {
			cmd := exec.Command(rabbitmqServer)
			cmd.Env = append(slices.Clone(names),
				"RABBITMQ_NODENAME=lamps@localhost", "RABBITMQ_CONFIG_FILE="+config,
				"RABBITMQ_ENABLED_PLUGINS_FILE="+plugins, "RABBITMQ_MNESIA_BASE="+filepath.Join(dir, "mnesia"),
				"RABBITMQ_LOG_BASE="+dir, "RABBITMQ_DIST_PORT="+port(brokertest.FreeAddr(t)),
				"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}", "HOME="+dir)
			return cmd
		},
	}
	c := &cluster{t: t, nodes: []*daemon{d}}
	c.start()
	rules := rules
	rules.MuteTakeover, rules.Tick = true, rules.KeepAlive // it waits 2.5 x keep-alive and more for a silent client
	play(t, presencetest.Bench{
		Broker: c, Addrs: c.addrs(), Login: d.login, Rules: rules, Grace: 200 * time.Millisecond,
	}, wholeBroker, nil)
}

// nameServer starts Erlang's name server on a free port and returns the
// environment that leads to it. It ends with the test.
func nameServer(t *testing.T, addr string) []string {
	t.Helper()
	env := append(os.Environ(), "ERL_EPMD_ADDRESS=127.0.0.1", "ERL_EPMD_PORT="+port(addr))
	program, err := exec.LookPath("epmd")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	return env
}
