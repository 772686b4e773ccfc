//go:build linux

package emulate

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// livesUpToTheFake runs the test of a channel, which usually has a fake kernel,
// over the real one.
func (p *pi) livesUpToTheFake() {
	said := p.run("LAMPD_TEST_PWM=" + p.board.pwm + "/1 gpio.test -test.v -test.run TestAChannelLives/real")
	if !strings.Contains(said, "--- PASS: TestAChannelLives/real") {
		p.t.Errorf("gpio.test says:\n%s", said)
	}
}

// loses takes the PWM away from under a running lamp: it ends with a sentence
// that names the file, and lives again with the PWM.
func (p *pi) loses() {
	driver := "/sys/bus/platform/drivers/bcm2835-pwm/"
	p.run("echo " + p.board.pwm + " >" + driver + "unbind")
	p.watcher.Publish("lamp/pi/set/brightness", "50", false)
	p.keeps("pi", "0")
	p.until("lampd has ended", func() bool { return p.run("pidof lampd || true") == "" })
	log := p.run("tail -n 1 /tmp/config.log")
	if !strings.Contains(log, "GPIO18") || !strings.Contains(log, "/sys/class/pwm/pwmchip0/pwm0/duty_cycle: ") {
		p.t.Errorf("lampd has ended with %q", log)
	}
	p.run("echo " + p.board.pwm + " >" + driver + "bind")
	p.startLamp()
	p.set(fmt.Sprintf(`{"brightness":100,%s}`, warmOnly), lit(stepOf(100), 0))
}

// applied is what the kernel traces of a change of the PWM.
var applied = regexp.MustCompile(`pwm_apply: .* period=(\d+) duty_cycle=(\d+)`)

// changesFrequency sees that a lamp that is started with another frequency
// keeps its light on the way there and back.
func (p *pi) changesFrequency() {
	light := float64(stepOf(100)) / steps
	for _, change := range []struct {
		script string
		period uint32
	}{
		{`s/^\[output.pins\]/[output]\nfrequency = "1kHz"\n&/`, 2 * steps},
		{`/^\[output\]/d; /^frequency/d`, steps},
	} {
		p.run("sed -i '" + change.script + "' /etc/lampd/config.toml")
		p.run("echo 1 >/sys/kernel/tracing/events/pwm/pwm_apply/enable; echo >/sys/kernel/tracing/trace")
		p.dies()
		p.startLamp()
		if got := p.pwm(); got.period[0] != change.period || got.duty[0] != change.period*stepOf(100)/steps {
			p.t.Errorf("the PWM is %+v, want the period %d and the same light", got, change.period)
		}
		trace := applied.FindAllStringSubmatch(p.run("cat /sys/kernel/tracing/trace"), -1)
		if len(trace) == 0 {
			p.t.Error("the kernel was told of no change")
		}
		for _, a := range trace {
			period, _ := strconv.ParseFloat(a[1], 64)
			duty, _ := strconv.ParseFloat(a[2], 64)
			if share := duty / period; duty > 0 && (share < 0.985*light || share > 1.001*light) {
				p.t.Errorf("on its way to %d the PWM was told %s of %s, which is %.4f, not about %.4f", change.period, a[2], a[1], share, light)
			}
		}
	}
}

// hasButton sees that the button's line was taken, as an input.
func (p *pi) hasButton() {
	if got := p.function(22); got != 0 {
		p.t.Errorf("GPIO22 has function %d, want 0, input", got)
	}
	if log := p.run("cat /tmp/config.log"); strings.Contains(log, "button") {
		p.t.Errorf("lampd says:\n%s", log)
	}
}
