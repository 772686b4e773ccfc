package presencetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"lampd/internal/mqttlink/memnet"
)

// Bench is a real broker with lamps that are processes.
type Bench struct {
	Name   string
	Broker Broker
	Addrs  []string                       // of the broker's nodes, which a lamp tries in turn
	Lampd  func(args ...string) *exec.Cmd // a lampd that is not started yet
	Direct bool                           // the lamps' way leads through no gate: for measuring
	Dir    string                         // for everything that is written
	Login  Login
	Rules  Rules
	Grace  time.Duration // how long a fresh reader looks for more than one kept message
	// Prepare makes the directory of a lamp's state ready; nil: it is an
	// ordinary one.
	Prepare func(state string) error
	// Harm does to a lamp what only the test knows to do; nil: nothing.
	Harm func(lamp *Process, f Fault, begins bool)
}

// Run plays a seed: plans of a recipe for as many lamps, and one of another
// recipe for their broker.
func (b Bench) Run(ctx context.Context, lamps int, seed uint64, each, broker Recipe) (*Sum, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rigs, plans := make([]*Rig, lamps), make([]Plan, lamps)
	processes := make([]*Process, lamps)
	for i := range lamps {
		var err error
		if rigs[i], processes[i], err = b.Rig(ctx, fmt.Sprintf("lamp%d", i)); err != nil {
			return nil, err
		}
		plans[i] = each.New(seed<<16 + uint64(i))
	}
	var outages Plan
	if broker.Faults > 0 {
		outages = broker.New(seed)
	}
	sum := new(Sum)
	var errs []error
	for i, v := range Together(ctx, outages, rigs, plans, b.Rules) {
		sum.Add(plans[i], v)
		errs = append(errs, processes[i].Err)
		if len(v.Violations) > 0 {
			plans[i].Faults = append(plans[i].Faults, outages.Faults...)
			errs = append(errs, fmt.Errorf("%s, seed %d, lamp %d: %s", b.Name, seed, i, Describe(plans[i], v, rigs[i].Events())))
		}
	}
	sum.faults += len(outages.Faults)
	return sum, errors.Join(errs...)
}

// Rig makes the rig of one lamp, which ends with ctx; its process is not started.
func (b Bench) Rig(ctx context.Context, id string) (*Rig, *Process, error) {
	way := memnet.NewProxy(new(net.Dialer).DialContext)
	var servers []string
	for _, addr := range b.Addrs {
		if !b.Direct {
			g, err := NewGate(ctx, way, addr)
			if err != nil {
				return nil, nil, err
			}
			addr = g.Addr().String()
		}
		servers = append(servers, fmt.Sprintf("%q", "mqtt://"+addr))
	}
	dir := filepath.Join(b.Dir, id)
	if err := os.MkdirAll(filepath.Join(dir, "state"), 0o700); err != nil {
		return nil, nil, err
	}
	if b.Prepare != nil {
		if err := b.Prepare(filepath.Join(dir, "state")); err != nil {
			return nil, nil, err
		}
	}
	config := filepath.Join(dir, "config.toml")
	text := fmt.Sprintf(`
id = %q
[broker]
servers = [%s]
username = %q
password_file = %q
keepalive = %q
[output]
driver = "sim"
[state]
file = %q
`, id, strings.Join(servers, ", "), b.Login.Username, b.Login.file(dir), b.Rules.KeepAlive, filepath.Join(dir, "state", "state.json"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, nil, err
	}
	h := NewHistory()
	p := &Process{
		Command: func() *exec.Cmd { return b.Lampd("run", "--config", config) },
		Dir:     dir,
		History: h,
	}
	if b.Harm != nil {
		p.Harmed = func(f Fault, begins bool) { b.Harm(p, f, begins) }
	}
	return &Rig{
		History: h, Lamp: p, Broker: b.Broker, Way: way,
		Topic: "state/" + id, ClientID: "lampd-" + id, Login: b.Login, Grace: b.Grace,
	}, p, nil
}

// file writes the password into a file of a directory and returns its name; ""
// if there is none.
func (l Login) file(dir string) string {
	if l.Password == "" {
		return ""
	}
	name := filepath.Join(dir, "password")
	_ = os.WriteFile(name, []byte(l.Password), 0o600)
	return name
}
