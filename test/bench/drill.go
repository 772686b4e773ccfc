package main

import (
	"fmt"
	"math"
	"slices"
	"syscall"
	"time"
)

// drill lets a fleet of several processes obey its group's commands, lose its
// broker for 40 s, and lose a tenth of its lamps.
func (b *bench) drill(n int) error {
	f, err := b.newFleet(n)
	if err != nil {
		return err
	}
	defer f.stop()
	if err := f.light(b.dir); err != nil {
		return err
	}
	if _, err := f.until("1", n, time.Now().Add(2*time.Minute)); err != nil {
		return err
	}
	time.Sleep(5 * time.Second) // the second 1 of every lamp
	rounds, err := f.command(b.some(10))
	if err != nil {
		return err
	}
	if err := f.outage(b); err != nil {
		return err
	}
	if err := f.loss(b); err != nil {
		return err
	}
	return f.spreads(b, rounds)
}

// round is one command to all lamps.
type round struct {
	sent   time.Time
	inStep bool // it said when to start
}

// lead is how far ahead commands in step are.
const lead = time.Second

// command sends some commands to all lamps, every other one in step.
func (f *fleet) command(n int) (rounds []round, err error) {
	for i := range 2 * n {
		r := round{sent: time.Now(), inStep: i%2 == 1}
		at := ""
		if r.inStep {
			at = fmt.Sprintf(`,"at":%d`, r.sent.Add(lead).UnixMilli())
		}
		text := fmt.Sprintf(`{"brightness":%d,"transition":0%s}`, 10+i, at)
		if err := settled("command", f.watcher.Publish("lamp/all/set", 1, false, text)); err != nil {
			return nil, err
		}
		rounds = append(rounds, r)
		time.Sleep(lead + 2*time.Second)
	}
	return rounds, nil
}

// outage is how long the broker is away.
const outage = 40 * time.Second

// outage ends the broker for a while and reports how the lamps come back.
func (f *fleet) outage(b *bench) error {
	f.watcher.Disconnect(0)
	f.brokers[0].end(syscall.SIGKILL)
	time.Sleep(outage)
	if err := f.brokers[0].start(); err != nil {
		return err
	}
	back := time.Now()
	if err := f.look(); err != nil {
		return err
	}
	came, err := f.until("1", f.n, back.Add(2*time.Minute))
	if err != nil {
		return err
	}
	var took []float64
	seconds := map[int]int{}
	for _, at := range came {
		s := at.Sub(back).Seconds()
		took = append(took, s)
		seconds[int(s)]++
	}
	busiest := 0
	for _, n := range seconds {
		busiest = max(busiest, n)
	}
	slices.Sort(took)
	r, name := &b.report, fmt.Sprintf("%s, broker away for %v: ", f.name, outage)
	r.add(name+"until half of them are back", "s", median(took))
	r.add(name+"until all are back", "s", took[len(took)-1]).atMost(75)
	r.add(name+"came in the busiest second", "% of the lamps", 100*float64(busiest)/float64(f.n)).atMost(10)
	r.keep(f.name+" are back", took)
	return nil
}

// loss kills a tenth of the lamps at once.
func (f *fleet) loss(b *bench) error {
	f.forget()
	began := time.Now()
	f.lamps[0].end(syscall.SIGKILL)
	gone, err := f.until("0", f.n/shares, began.Add(time.Minute))
	if err != nil {
		return err
	}
	b.report.add(f.name+", a tenth killed at once: until all their 0 are seen", "ms", latest(gone).Sub(began).Seconds()*1000)
	return nil
}

// spreads ends the lamps, reads when their light changed, and reports how far
// apart that was.
func (f *fleet) spreads(b *bench, rounds []round) error {
	for _, p := range f.lamps[1:] {
		p.end(syscall.SIGTERM)
	}
	var all []shown
	for _, book := range f.books[1:] { // the first one was killed
		some, err := readBook(book)
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	var first, last, plain, inStep, off []float64
	for _, r := range rounds {
		from, to, n := r.changes(all)
		if n != f.n-f.n/shares {
			return fmt.Errorf("%d of %d lamps obeyed a command to all", n, f.n-f.n/shares)
		}
		apart := to.Sub(from).Seconds() * 1000
		if r.inStep {
			inStep = append(inStep, apart)
			off = append(off, math.Abs(to.Sub(r.sent.Add(lead)).Seconds()*1000))
			continue
		}
		plain = append(plain, apart)
		first, last = append(first, from.Sub(r.sent).Seconds()*1000), append(last, to.Sub(r.sent).Seconds()*1000)
	}
	t, name := &b.report, f.name+", one command to all: "
	t.add(name+"until the first duty, median", "ms", median(first))
	t.add(name+"until the last duty, median", "ms", median(last))
	t.add(name+"spread from the first to the last, median", "ms", median(plain))
	t.add(name+"spread with a time to start, median", "ms", median(inStep))
	t.add(name+"last one late on the time to start, median", "ms", median(off))
	return nil
}

// changes returns when the first and the last lamp changed its light by the
// command, and how many did.
func (r round) changes(all []shown) (first, last time.Time, n int) {
	until := r.sent.Add(lead + 2*time.Second)
	for _, s := range all {
		at := time.Unix(0, s.at)
		if at.Before(r.sent) || at.After(until) {
			continue
		}
		n++
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
	}
	return first, last, n
}
