//go:build linux

package emulate

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"
)

// fades sees that a fade's duties go one way, also when lampd is killed and
// started again on the way.
func (p *pi) fades() {
	p.set(fmt.Sprintf(`{"brightness":1,%s}`, coldOnly), lit(0, stepOf(1)))
	const length = 10 * time.Second
	p.watcher.Publish("lamp/pi/set", fmt.Sprintf(`{"brightness":255,"transition":%v}`, length.Seconds()), false)
	var seen []uint32
	killed := false
	for deadline := time.Now().Add(patience); len(seen) == 0 || seen[len(seen)-1] != steps; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("the fade does not end; seen: %v", seen)
		}
		if now := p.pwm().duty[1]; len(seen) == 0 || now != seen[len(seen)-1] {
			seen = append(seen, now)
		}
		if !killed && seen[len(seen)-1] > steps/4 {
			killed = true
			p.run("kill -9 $(pidof lampd)")
			p.launch("config")
		}
	}
	if !slices.IsSorted(seen) {
		p.t.Errorf("the duty goes back and forth: %v", seen)
	}
	if len(seen) < 10 {
		p.t.Errorf("a fade of %v has only the duties %v", length, seen)
	}
	p.t.Logf("%d duties seen", len(seen))
	p.watcher.Wait("state/pi", "0")
	p.keeps("pi", "1")
}

// adopts sees that a new lampd writes nothing to a PWM that runs as it should.
func (p *pi) adopts() {
	p.set(fmt.Sprintf(`{"brightness":100,%s}`, warmOnly), lit(stepOf(100), 0))
	p.run("cd /sys/kernel/tracing && echo 1 >events/pwm/pwm_apply/enable && echo >trace")
	p.dies()
	p.startLamp()
	if trace := p.run("grep pwm_apply: /sys/kernel/tracing/trace || true"); trace != "" {
		p.t.Errorf("the kernel was told to change the PWM:\n%s", trace)
	}
	p.set(`{"brightness":101}`, lit(stepOf(101), 0))
	if trace := p.run("grep pwm_apply: /sys/kernel/tracing/trace || true"); strings.Count(trace, "pwm_apply:") != 1 {
		p.t.Errorf("one step more is not one change of the PWM:\n%s", trace)
	}
	p.set(`{"brightness":100}`, lit(stepOf(100), 0))
}

// switches sees the level of a digital line.
func (p *pi) switches() {
	p.launch("relay")
	p.keeps("relay", "1")
	for _, state := range []string{"OFF", "ON", "OFF", "ON"} {
		p.watcher.Publish("lamp/relay/set/state", state, false)
		p.until("the line is "+state, func() bool { return p.level(17) == (state == "ON") })
	}
	if got := p.function(17); got != 1 {
		p.t.Errorf("GPIO17 has function %d, want 1, output", got)
	}
}

// vanishes sees that the broker's watchers learn when the board is gone; it
// ends with a power cut.
func (p *pi) vanishes() {
	before := p.pwm()
	gone := func(how string, cut func()) {
		p.t.Helper()
		p.watcher.Publish("state/mark", how, false)
		p.watcher.Wait("state/mark", how) // what it has seen before is old
		start := time.Now()
		cut()
		p.watcher.Wait("state/pi", "0")
		p.keeps("pi", "0")
		p.t.Logf("%s: 0 after %v", how, time.Since(start).Round(time.Millisecond))
	}
	back := func(how string, mend func()) {
		p.t.Helper()
		start := time.Now()
		mend()
		p.watcher.Wait("state/pi", "1")
		p.t.Logf("%s: 1 after %v", how, time.Since(start).Round(time.Millisecond))
	}
	gone("the network lost", func() { p.link(false) })
	if got := p.pwm(); got != before {
		p.t.Errorf("without a network the PWM is %+v, it was %+v", got, before)
	}
	back("the network back", func() { p.link(true) })
	if p.quick { // to the broker it is the same
		gone("the machine stopped", func() { p.signal(syscall.SIGSTOP) })
		back("the machine going on", func() { p.signal(syscall.SIGCONT) })
	}
	gone("the machine killed", p.kill)
}
