package main

import (
	"fmt"
	"time"
)

// steady watches five processes at once: a lamp and an echo that have nothing
// to do, a lamp in a fade of 10 minutes, one whose every frame differs, and a
// program that only wakes as often.
func steady(b *bench) error {
	br, err := b.startBroker()
	if err != nil {
		return err
	}
	defer br.stop()
	c, err := connect(br.addr, "watcher", true)
	if err != nil {
		return err
	}
	defer c.Disconnect(0)
	if err := c.hear(1, "state/+"); err != nil {
		return err
	}
	watched := map[string]*process{}
	for id, command := range map[string]string{
		"idle":    `{"state":"ON","transition":0}`,
		"fade":    `{"state":"OFF","transition":600}`,
		"rainbow": `{"effect":"rainbow","transition":0}`,
	} {
		l, err := b.startLampd(id, br.addr, false)
		if err != nil {
			return err
		}
		defer l.stop()
		if _, err := l.online(c); err != nil {
			return err
		}
		if err := settled("command", c.Publish(l.set(), 1, false, command)); err != nil {
			return err
		}
		watched[id] = l.process
	}
	e, _, err := b.startEcho("bare", br.addr, true, c)
	if err != nil {
		return err
	}
	defer e.end(9)
	watched["bare"] = e
	t, err := startTicker()
	if err != nil {
		return err
	}
	defer t.end(9)
	watched["ticker"] = t
	time.Sleep(b.rest()) // what the start and the command leave behind
	return b.watch(watched)
}

// rest is how long a lamp needs to be steady: the third 1 comes 24.5 s after
// the first.
func (b *bench) rest() time.Duration {
	if b.quick {
		return 2 * time.Second
	}
	return 40 * time.Second
}

// watch reports what processes use while nothing happens.
func (b *bench) watch(watched map[string]*process) error {
	before, after := map[string]work{}, map[string]work{}
	look := func(into map[string]work) error {
		for id, p := range watched {
			w, err := p.used()
			if err != nil {
				return fmt.Errorf("%s: %w", id, err)
			}
			into[id] = w
		}
		return nil
	}
	if err := look(before); err != nil {
		return err
	}
	began := time.Now()
	time.Sleep(b.fade)
	if err := look(after); err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	wakes := func(id string) float64 { return float64(after[id].wakes-before[id].wakes) / took }
	cpu := func(id string) float64 { return 100 * (after[id].cpu - before[id].cpu).Seconds() / took }
	r := &b.report
	r.add("idle: switches of threads", "a second", wakes("idle")).beside(wakes("bare"))
	r.add("idle: processor", "% of a core", cpu("idle")).beside(cpu("bare"))
	r.add("fade of 10 minutes: switches of threads", "a second", wakes("fade"))
	r.add("fade of 10 minutes: processor", "% of a core", cpu("fade")).atMost(1)
	r.add("100 frames a second: switches of threads", "a second", wakes("rainbow")).beside(wakes("ticker"))
	r.add("100 frames a second: processor", "% of a core", cpu("rainbow")).beside(cpu("ticker")).atMost(1)
	if err := b.idleMemory(watched["idle"], watched["bare"]); err != nil {
		return err
	}
	return b.wakings(watched["idle"], watched["bare"])
}

// idleMemory reports what an idle lamp holds, beside an idle echo.
func (b *bench) idleMemory(lamp, bare *process) error {
	for _, m := range []struct{ name, field string }{{"resident", "Rss"}, {"proportional", "Pss"}, {"of its own", "Private_Dirty"}} {
		ours, err := lamp.memory("smaps_rollup", m.field)
		if err != nil {
			return err
		}
		floor, err := bare.memory("smaps_rollup", m.field)
		if err != nil {
			return err
		}
		r := b.report.add("idle: memory, "+m.name, "MiB", ours/1024).beside(floor / 1024)
		if m.field == "Rss" {
			r.atMost(10)
		}
	}
	return nil
}
