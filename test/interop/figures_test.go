package interop

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net"
	"slices"
	"syscall"
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/presencetest"
)

var outage = flag.Duration("outage", 20*time.Second, "length of the broker's outage")

// figures is a broker with lamps that count.
type figures struct {
	*testing.T
	broker *brokertest.Broker // the one that is watched, if it is a mosquitto
	addr   string             // where is watched
	bench  presencetest.Bench
}

func newFigures(t *testing.T) figures {
	b := brokertest.Start(t, brokertest.Options{})
	return figures{t, b, b.Addr, presencetest.Bench{
		Broker: presencetest.Mosquitto{Broker: b},
		Addrs:  []string{b.Addr},
		Direct: true,
		Rules:  presencetest.Rules{KeepAlive: 5 * time.Second},
		Dir:    t.TempDir(),
		Lampd:  run,
	}}
}

// lamp returns a lamp that ends with the test.
func (f figures) lamp(ctx context.Context, id string) (*presencetest.Rig, *presencetest.Process) {
	f.Helper()
	rig, p, err := f.bench.Rig(ctx, id)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { p.Kill() })
	return rig, p
}

// watch returns a client that sees all presence, and acknowledges it at once:
// mosquitto sends nothing further before (Nagle's algorithm).
func (f figures) watch() *brokertest.Client {
	c := brokertest.Connect(f, dialQuick, f.addr)
	c.Subscribe("state/+")
	return c
}

// quick is a TCP connection that acknowledges at once.
type quick struct{ *net.TCPConn }

func dialQuick(ctx context.Context, network, addr string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return quick{c.(*net.TCPConn)}, nil
}

func (q quick) Read(b []byte) (int, error) {
	n, err := q.TCPConn.Read(b)
	if raw, e := q.SyscallConn(); e == nil {
		_ = raw.Control(func(fd uintptr) {
			_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_QUICKACK, 1)
		})
	}
	return n, err
}

// report adds a line about times to the table.
func (f figures) report(what string, times []time.Duration) {
	slices.Sort(times)
	at := func(q float64) time.Duration {
		return times[int(q*float64(len(times)-1)+0.5)].Round(10 * time.Microsecond)
	}
	table.Lock()
	defer table.Unlock()
	table.lines = append(table.lines, fmt.Sprintf("%-36s median %v, 90 %% within %v, all within %v (%d times)", what, at(0.5), at(0.9), at(1), len(times)))
}

func TestFigureKillToZero(t *testing.T) {
	f := newFigures(t)
	w := f.watch()
	var times []time.Duration
	_, p := f.lamp(t.Context(), "desk")
	for range 50 {
		p.Start()
		w.Wait("state/desk", "1")
		time.Sleep(100 * time.Millisecond)
		start := time.Now()
		p.Kill()
		times = append(times, w.Wait("state/desk", "0").At.Sub(start))
	}
	f.report("SIGKILL to 0", times)
}

func TestFigureStartToOne(t *testing.T) {
	f := newFigures(t)
	w := f.watch()
	var times []time.Duration
	_, p := f.lamp(t.Context(), "desk")
	for range 30 {
		start := time.Now()
		p.Start()
		times = append(times, w.Wait("state/desk", "1").At.Sub(start))
		p.Stop()
		w.Wait("state/desk", "0")
	}
	f.report("start to 1", times)
}

func TestFigureHeal(t *testing.T) {
	f := newFigures(t)
	w := f.watch()
	_, p := f.lamp(t.Context(), "desk")
	p.Start()
	w.Wait("state/desk", "1")
	time.Sleep(12 * time.Second) // behind the assertions of a new session
	var times []time.Duration
	for range 30 {
		for len(w.Seen()) > 0 {
			<-w.Seen()
		}
		start := time.Now()
		w.Publish("state/desk", "0", true)
		w.Wait("state/desk", "0")
		times = append(times, w.Wait("state/desk", "1").At.Sub(start))
		time.Sleep(2500 * time.Millisecond) // the answer is said twice
	}
	f.report("forged 0 to 1", times)
}

func TestFigurePowerLoss(t *testing.T) {
	f := newFigures(t)
	f.bench.Direct = false
	w := f.watch()
	const lamps = 20
	cut := map[string]time.Time{}
	for i := range lamps {
		rig, p := f.lamp(t.Context(), fmt.Sprintf("lamp%d", i))
		p.Start()
		w.Wait(rig.Topic, "1")
		time.Sleep(500 * time.Millisecond)
		rig.Way.Forget()
		p.Kill()
		cut[rig.Topic] = time.Now()
	}
	var times []time.Duration
	for len(times) < lamps {
		m := <-w.Seen()
		if at, ok := cut[m.Topic]; ok && m.Payload == "0" {
			times = append(times, m.At.Sub(at))
		}
	}
	f.report("power loss to 0, keep-alive 5 s", times)
}

func TestFigureOutage(t *testing.T) {
	f := newFigures(t)
	w := f.watch()
	const lamps = 20
	for i := range lamps {
		rig, p := f.lamp(t.Context(), fmt.Sprintf("lamp%d", i))
		p.Start()
		w.Wait(rig.Topic, "1")
	}
	f.broker.Kill()
	time.Sleep(*outage)
	f.broker.Restart()
	start := time.Now()
	w = f.watch()
	back := map[string]time.Duration{}
	for len(back) < lamps {
		if m := <-w.Seen(); m.Payload == "1" && back[m.Topic] == 0 {
			back[m.Topic] = m.At.Sub(start)
		}
	}
	f.report(fmt.Sprintf("1 after an outage of %v", *outage), slices.Collect(maps.Values(back)))
}

// TestFigureNodeLoss kills the broker that the lamps are at; the watcher is at
// another one.
func TestFigureNodeLoss(t *testing.T) {
	for _, b := range []struct {
		name  string
		start func(*testing.T) *cluster
	}{{"bridged mosquittos", bridgedPair}, {"nats cluster", natsCluster}} {
		t.Run(b.name, func(t *testing.T) {
			c := b.start(t)
			f := figures{t, nil, c.nodes[len(c.nodes)-1].addr, presencetest.Bench{
				Broker: c, Addrs: c.addrs(), Direct: true, Rules: rules, Dir: t.TempDir(), Lampd: run,
			}}
			w := f.watch()
			const lamps = 10
			for i := range lamps {
				rig, p := f.lamp(t.Context(), fmt.Sprintf("lamp%d", i))
				p.Start()
				w.Wait(rig.Topic, "1")
			}
			time.Sleep(10 * time.Second) // behind the second assertion of all
			for len(w.Seen()) > 0 {
				<-w.Seen()
			}
			start := time.Now()
			c.End(true)
			back := map[string]time.Duration{}
			for len(back) < lamps {
				if m := <-w.Seen(); m.Payload == "1" && back[m.Topic] == 0 {
					back[m.Topic] = m.At.Sub(start)
				}
			}
			f.report(b.name+": node killed to 1", slices.Collect(maps.Values(back)))
		})
	}
}
