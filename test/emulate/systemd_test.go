//go:build linux

package emulate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lampd/internal/brokertest"
)

// TestSystemd boots a Debian from an SD card, with two lamps as services of a
// package that was never configured: users, permissions and pins come from the
// boot alone.
func TestSystemd(t *testing.T) {
	everyBoard(t, func(t *testing.T, b board) {
		card := filepath.Join(os.Getenv("LAMPD_EMULATE"), b.name, "card")
		p := bootPi(t, b, "root=/dev/mmcblk0 net.ifnames=0 systemd.getty_auto=no", "-drive", "file="+card+",if=sd,format=raw")
		defer p.tell("journalctl --no-pager -o cat -u 'lampd*' | tail -n 40; systemctl --no-pager list-units --failed")
		p.runsAsAService()
		p.watcher.Subscribe("state/+")
		p.set(fmt.Sprintf(`{"brightness":100,%s}`, warmOnly), lit(stepOf(100), 0))
		p.switchesAsAService()
		p.isRestarted()
		p.stops()
	})
}

// runsAsAService sees who runs the lamps, and that it is udev who lets them.
func (p *pi) runsAsAService() {
	p.keeps("pi", "1")
	p.keeps("relay", "1")
	for _, unit := range []string{"lampd", "lampd@relay"} {
		if got := p.run("systemctl show -P StatusText " + unit); !strings.HasPrefix(got, "connected") {
			p.t.Errorf("the status of %s is %q", unit, got)
		}
		user := p.run(fmt.Sprintf("stat -c %%U:%%G /proc/$(systemctl show -P MainPID %s)", unit))
		if user != "lampd:lampd" {
			p.t.Errorf("%s is run by %s", unit, user)
		}
	}
	want := "root:gpio 660 /dev/gpiochip0\n" +
		"root:gpio 220 /sys/class/pwm/pwmchip0/export\n" +
		"root:gpio 664 /sys/class/pwm/pwmchip0/pwm0/duty_cycle\n" +
		"root:gpio 664 /sys/class/pwm/pwmchip0/pwm1/enable"
	got := p.run("stat -c '%U:%G %a %n' /dev/gpiochip0 /sys/class/pwm/pwmchip0/export " +
		"/sys/class/pwm/pwmchip0/pwm0/duty_cycle /sys/class/pwm/pwmchip0/pwm1/enable")
	if got != want {
		p.t.Errorf("udev has made\n%s\nwant\n%s", got, want)
	}
}

// switchesAsAService sees that a second lamp of the same board obeys.
func (p *pi) switchesAsAService() {
	for _, state := range []string{"OFF", "ON"} {
		p.watcher.Publish("lamp/relay/set/state", state, false)
		p.until("the line is "+state, func() bool { return p.level(17) == (state == "ON") })
	}
}

// isRestarted kills the service: systemd starts it again, and the PWM stays.
func (p *pi) isRestarted() {
	before := p.pwm()
	old := p.run("systemctl show -P MainPID lampd")
	p.run("kill -9 " + old)
	p.watcher.Wait("state/pi", "0")
	p.keeps("pi", "1")
	if pid := p.run("systemctl show -P MainPID lampd"); pid == old {
		p.t.Errorf("the process is still %s", pid)
	}
	if now := p.pwm(); now != before {
		p.t.Errorf("after a restart the PWM is %+v, it was %+v", now, before)
	}
	p.set(`{"brightness":101}`, lit(stepOf(101), 0))
}

// stops ends the service: presence says so, and the light is held.
func (p *pi) stops() {
	before := p.pwm()
	p.run("systemctl stop lampd")
	if got, _ := brokertest.Retained(p.t, nil, p.broker, "state/pi"); got != "0" {
		p.t.Errorf("a lamp that was stopped is %q", got)
	}
	if now := p.pwm(); now != before {
		p.t.Errorf("stopped, the PWM is %+v, it was %+v", now, before)
	}
}
