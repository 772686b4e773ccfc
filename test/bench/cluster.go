package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// nodes is how many nodes the cluster has.
const nodes = 3

// clusters measures the same fleets at a cluster of nats-server, made from
// examples/nats and run by the program of test/interop.
func clusters(b *bench) error {
	program := filepath.Join(b.built, "interop")
	if _, err := os.Stat(program); err != nil {
		return fmt.Errorf("nats-server is missing: %w", err)
	}
	for _, n := range b.fleet {
		f := &fleet{n: n, name: fmt.Sprintf("nats cluster, %d lamps", n)}
		err := f.startCluster(b.dir, program)
		if err == nil {
			err = b.clusterDrill(f)
		}
		f.stop()
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}

// startCluster starts the nodes and a watcher at the last one.
func (f *fleet) startCluster(dir, program string) error {
	text, err := os.ReadFile(filepath.Join("examples", "nats", "node-1.conf"))
	if err != nil {
		return err
	}
	var routes []string
	for range nodes {
		route, err := freeAddr()
		if err != nil {
			return err
		}
		routes = append(routes, route)
	}
	for i, route := range routes {
		addr, err1 := freeAddr()
		inner, err2 := freeAddr()
		data, err3 := os.MkdirTemp(dir, "node-*")
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		words := []string{"server_name: node-1 ", fmt.Sprintf("server_name: node-%d ", i+1), "127.0.0.1:4222", inner,
			"0.0.0.0:1883", addr, "0.0.0.0:6222", route, "/var/lib/nats", data}
		for k, other := range routes {
			words = append(words, fmt.Sprintf("node-%d.example:6222", k+1), other)
		}
		config := filepath.Join(data, "nats.conf")
		if err := os.WriteFile(config, []byte(strings.NewReplacer(words...).Replace(string(text))), 0o600); err != nil {
			return err
		}
		p, err := spawn(nil, "env", "INTEROP_NATS="+config, program)
		if err != nil {
			return err
		}
		f.brokers = append(f.brokers, &broker{process: p, addr: addr})
	}
	for began := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		if err = f.look(); err == nil || time.Since(began) > time.Minute {
			return err
		}
	}
}

// freeAddr returns a loopback address that was free a moment ago.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// clusterDrill lets the fleet come, obey, lose a node, and lose a tenth of its
// lamps.
func (b *bench) clusterDrill(f *fleet) error {
	began := time.Now()
	if err := f.light(b.dir); err != nil {
		return err
	}
	came, err := f.until("1", f.n, began.Add(5*time.Minute))
	if err != nil {
		return err
	}
	b.report.add(f.name+": start until all are 1", "s", latest(came).Sub(began).Seconds())
	time.Sleep(30 * time.Second) // the second and the third 1 of every lamp
	held := 0.
	for _, node := range f.brokers {
		kib, err := node.memory("status", "VmRSS")
		if err != nil {
			return err
		}
		held += kib
	}
	b.report.add(f.name+": memory of the three nodes", "KiB a lamp", held/float64(f.n))
	rounds, err := f.command(b.some(10))
	if err != nil {
		return err
	}
	if err := f.loseNode(b); err != nil {
		return err
	}
	if err := f.loss(b); err != nil {
		return err
	}
	return f.spreads(b, rounds)
}

// loseNode kills the first node: its lamps go to the others.
func (f *fleet) loseNode(b *bench) error {
	all := f.tally.online.Load()
	least := all
	began := time.Now()
	f.brokers[0].end(9)
	for least == all || f.tally.online.Load() < all {
		least = min(least, f.tally.online.Load())
		if time.Since(began) > 5*time.Minute {
			return fmt.Errorf("a node was killed: of %d lamps %d are connected", all, f.tally.online.Load())
		}
		time.Sleep(10 * time.Millisecond)
	}
	took := time.Since(began)
	name := f.name + ", one node killed: "
	b.report.add(name+"were connected to it, or lost the connection meanwhile", "lamps", float64(all-least))
	b.report.add(name+"until all have their 1 elsewhere", "s", took.Seconds())
	time.Sleep(5 * time.Second)
	return nil
}
