package interop

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"lampd/internal/presencetest"
)

// What can be asked for besides -run.
var (
	lamps  = flag.Int("lamps", 16, "lamps of each broker")
	groups = flag.Int("groups", 4, "groups of faults that each lamp goes through, one to four each")
	seed   = flag.Uint64("seed", 1, "what the faults are made from")
)

// lampd is the program, built by TestMain.
var lampd string

// table is what was found, by broker.
var table struct {
	sync.Mutex
	lines []string
}

func TestMain(m *testing.M) {
	if config := os.Getenv("INTEROP_NATS"); config != "" {
		if err := serveNATS(config); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	flag.Parse()
	go endWithTests()
	os.Exit(tests(m))
}

// tests builds lampd, runs the tests and prints the table.
func tests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "interop")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	lampd = filepath.Join(dir, "lampd")
	build := exec.Command("go", "build", "-o", lampd, "./cmd/lampd")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build lampd: %v\n%s", err, out)
		return 1
	}
	status := m.Run()
	for _, line := range table.lines {
		fmt.Println(line)
	}
	return status
}

// run returns a lampd that is not started yet. It does not outlive the tests,
// however these end.
func run(args ...string) *exec.Cmd {
	cmd := exec.Command(lampd, args...)
	cmd.Env = os.Environ()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// play plays the asked faults on a bench, and those that weigh something more,
// and adds a line to the table.
func play(t *testing.T, b presencetest.Bench, broker, more map[presencetest.Harm]int) {
	t.Helper()
	const window, longest = 6 * time.Second, 8 * time.Second
	b.Name = t.Name()
	b.Dir = t.TempDir()
	if b.Lampd == nil {
		b.Lampd = run
	}
	each := presencetest.BenchLamp(b.Rules, *groups*5/2, window, longest)
	maps.Copy(each.Weights, more)
	outages := presencetest.BenchBroker(b.Rules, *groups, window, longest)
	outages.Weights = broker
	sum, err := b.Run(t.Context(), *lamps, *seed, each, outages)
	if err != nil {
		t.Error(err)
	}
	if sum != nil {
		table.Lock()
		table.lines = append(table.lines, fmt.Sprintf("%-36s %v", t.Name(), sum))
		table.Unlock()
	}
}

// rules are those of a single broker. The keep-alive is short, for the sake of
// time, and long enough that a busy machine's pings are not late.
var rules = presencetest.Rules{KeepAlive: 10 * time.Second, Slack: time.Second}

// The ways in which brokers end.
var (
	wholeBroker = map[presencetest.Harm]int{presencetest.EndBroker: 1, presencetest.KillBroker: 1}
	oneNode     = map[presencetest.Harm]int{presencetest.EndNode: 1, presencetest.KillNode: 1}
)
