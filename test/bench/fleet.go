package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// fleets measures fleets of simulated lamps, one size after the other.
func fleets(b *bench) error {
	for _, n := range b.fleet {
		if err := b.sim(n); err != nil {
			return fmt.Errorf("%d lamps: %w", n, err)
		}
		if err := b.drill(n); err != nil {
			return fmt.Errorf("%d lamps: %w", n, err)
		}
	}
	return nil
}

// sim measures `lampctl sim`: how long until all lamps are there, and what one
// of them costs.
func (b *bench) sim(n int) error {
	f, err := b.newFleet(n)
	if err != nil {
		return err
	}
	defer f.stop()
	bare, err := f.brokers[0].memory("status", "VmRSS")
	if err != nil {
		return err
	}
	began := time.Now()
	p, err := spawn(nil, b.program("lampctl"), "sim", "-n", fmt.Sprint(n), "--prefix", "lamp", "--broker", "mqtt://"+f.brokers[0].addr)
	if err != nil {
		return err
	}
	defer p.end(syscall.SIGTERM)
	came, err := f.until("1", n, time.Now().Add(2*time.Minute))
	if err != nil {
		return err
	}
	up, err := p.used()
	if err != nil {
		return err
	}
	served, err := f.brokers[0].used()
	if err != nil {
		return err
	}
	time.Sleep(30 * time.Second) // the queues run empty, and the third 1 of every lamp is out
	ours, brokers, err := f.idle(p, 30*time.Second)
	if err != nil {
		return err
	}
	r, name, lamps := &b.report, f.name+": ", float64(n)
	r.add(name+"start until all are 1", "s", latest(came).Sub(began).Seconds())
	r.add(name+"processor until then", "ms a lamp", up.cpu.Seconds()*1000/lamps)
	r.add(name+"processor of the broker until then", "ms a lamp", served.cpu.Seconds()*1000/lamps)
	r.add(name+"processor when idle", "% of a core", ours)
	r.add(name+"processor of the broker when idle", "% of a core", brokers)
	return f.held(b, p, bare)
}

// idle returns the processor's time, in percent of a core, that the lamps and
// the broker take while nothing happens.
func (f *fleet) idle(lamps *process, span time.Duration) (ours, brokers float64, err error) {
	all := []*process{lamps, f.brokers[0].process}
	var before [2]work
	for i, p := range all {
		if before[i], err = p.used(); err != nil {
			return 0, 0, err
		}
	}
	time.Sleep(span)
	var share [2]float64
	for i, p := range all {
		now, err := p.used()
		if err != nil {
			return 0, 0, err
		}
		share[i] = 100 * (now.cpu - before[i].cpu).Seconds() / span.Seconds()
	}
	return share[0], share[1], nil
}

// held reports the memory of the lamps, and of a broker that held bare KiB
// before it had any.
func (f *fleet) held(b *bench, p *process, bare float64) error {
	ours, err := p.memory("status", "VmRSS")
	if err != nil {
		return err
	}
	brokers, err := f.brokers[0].memory("status", "VmRSS")
	if err != nil {
		return err
	}
	r, lamps := &b.report, float64(f.n)
	r.add(f.name+": memory", "KiB a lamp", ours/lamps).atMost(60)
	r.add(f.name+": memory of the broker", "KiB a lamp", (brokers-bare)/lamps)
	r.keep("memory of lamps", []float64{lamps, ours / 1024, (brokers - bare) / 1024})
	return nil
}

// shares is into how many processes a drill divides its lamps.
const shares = 10

// fleet is a broker, its lamps, and who watches them.
type fleet struct {
	n       int
	name    string
	brokers []*broker
	watcher *client
	lamps   []*process
	books   []string
	tally   tally
}

// newFleet starts a broker and a watcher, without lamps.
func (b *bench) newFleet(n int) (*fleet, error) {
	br, err := b.startBroker("max_queued_messages 20000")
	if err != nil {
		return nil, err
	}
	f := &fleet{n: n, name: fmt.Sprintf("%d lamps", n), brokers: []*broker{br}}
	return f, f.look()
}

// look connects the watcher, again where it was.
func (f *fleet) look() (err error) {
	if f.watcher, err = connect(f.brokers[len(f.brokers)-1].addr, "watcher", true); err != nil {
		return err
	}
	return f.watcher.hear(0, "state/+")
}

func (f *fleet) stop() {
	if f.watcher != nil {
		f.watcher.Disconnect(0)
	}
	for _, p := range f.lamps {
		p.end(syscall.SIGTERM)
	}
	for _, b := range f.brokers {
		b.stop()
	}
}

// light starts the lamps.
func (f *fleet) light(dir string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for i := range shares {
		book := filepath.Join(dir, fmt.Sprintf("fleet-%d-%d", f.n, i))
		p, err := spawn(&f.tally, self, "lamps", "-first", fmt.Sprint(i*f.n/shares), "-n", fmt.Sprint(f.n/shares),
			"-brokers", f.addrs(i), "-file", book)
		if err != nil {
			return err
		}
		f.lamps, f.books = append(f.lamps, p), append(f.books, book)
	}
	return nil
}

// addrs returns the brokers in the order in which the i-th process tries them.
func (f *fleet) addrs(i int) string {
	var all []string
	for k := range f.brokers {
		all = append(all, f.brokers[(i+k)%len(f.brokers)].addr)
	}
	return strings.Join(all, ",")
}

// forget drops what the watcher has seen so far.
func (f *fleet) forget() {
	for len(f.watcher.got) > 0 {
		<-f.watcher.got
	}
}

// until waits until n lamps have said a word, and returns when each of them
// said it first.
func (f *fleet) until(word string, n int, deadline time.Time) (map[string]time.Time, error) {
	said := map[string]time.Time{}
	late := time.NewTimer(time.Until(deadline))
	defer late.Stop()
	for len(said) < n {
		select {
		case m := <-f.watcher.got:
			id, ours := strings.CutPrefix(m.topic, "state/lamp-")
			if _, twice := said[id]; ours && m.payload == word && !twice {
				said[id] = m.at
			}
		case <-late.C:
			return said, fmt.Errorf("only %d of %d said %s", len(said), n, word)
		}
	}
	return said, nil
}

// latest returns the last of some instants.
func latest(said map[string]time.Time) (last time.Time) {
	for _, at := range said {
		if at.After(last) {
			last = at
		}
	}
	return last
}
