//go:build linux

package emulate

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/lamp"
	"lampd/internal/wire"
)

// steps of the PWM, which are the ticks of its clock of 10 MHz at 2 kHz.
const steps = 5000

// The ends of the lamp's temperatures: one channel alone.
const (
	warmOnly = `"color_temp":500`
	coldOnly = `"color_temp":153`
)

func TestPi(t *testing.T) {
	everyBoard(t, func(t *testing.T, b board) {
		p := bootPi(t, b, "")
		defer p.tell("cat /tmp/*.log; dmesg | tail -n 20")
		p.livesUpToTheFake()
		p.detects()
		p.watcher.Subscribe("state/+")
		p.obeys()
		p.hasButton()
		p.fades()
		p.adopts()
		p.changesFrequency()
		p.loses()
		p.switches()
		p.vanishes()
	})
}

// everyBoard tests all the boards that scripts/emulate has prepared, side by
// side.
func everyBoard(t *testing.T, test func(t *testing.T, b board)) {
	dir := os.Getenv("LAMPD_EMULATE")
	if dir == "" {
		t.Skip("scripts/emulate runs this")
	}
	for _, b := range boards {
		if _, err := os.Stat(filepath.Join(dir, b.name)); err != nil {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			test(t, b)
		})
	}
}

// bootPi starts a board and waits for its console. words go to the kernel,
// args to QEMU.
func bootPi(t *testing.T, b board, words string, args ...string) *pi {
	t.Helper()
	start := time.Now()
	broker := brokertest.Start(t, brokertest.Options{})
	p := &pi{boot(t, b, broker.Addr, words, args...), brokertest.Connect(t, nil, broker.Addr)}
	up, _ := p.line("#up ")
	t.Logf("up in %v, %s s of its own time", time.Since(start).Round(time.Millisecond), strings.TrimPrefix(up, "#up "))
	return p
}

// pi is a board with a watcher beside the broker.
type pi struct {
	*machine
	watcher *brokertest.Client
}

// tell logs what a command of the guest says, where the test has failed.
func (p *pi) tell(command string) {
	select {
	case <-p.done:
	default:
		if p.signal(syscall.SIGCONT); p.t.Failed() {
			p.t.Logf("the board says:\n%s", p.run(command))
		}
	}
}

// set commands the lamp and waits until the PWM shows what is wished.
func (p *pi) set(command string, wish pwm) {
	p.t.Helper()
	p.watcher.Publish("lamp/pi/set", command, false)
	var got pwm
	for deadline := time.Now().Add(patience); got != wish; time.Sleep(2 * time.Millisecond) {
		if got = p.pwm(); time.Now().After(deadline) {
			p.t.Fatalf("after %s the PWM is %+v, want %+v", command, got, wish)
		}
	}
}

// launch runs lampd in the guest with a configuration, and directories of its
// own as systemd gives them.
func (p *pi) launch(config string) {
	p.t.Helper()
	state, live := "/var/lib/"+config, "/run/"+config
	p.run(fmt.Sprintf("mkdir -p %[1]s %[2]s; STATE_DIRECTORY=%[1]s RUNTIME_DIRECTORY=%[2]s lampd run --config /etc/lampd/%[3]s.toml >>/tmp/%[3]s.log 2>&1 & echo started",
		state, live, config))
}

// startLamp runs lampd in the guest until it is seen at the broker.
func (p *pi) startLamp() {
	p.t.Helper()
	p.launch("config")
	p.keeps("pi", "1")
}

// dies ends lampd in the guest as a crash would, and waits until that is known.
func (p *pi) dies() {
	p.t.Helper()
	p.run("kill -9 $(pidof lampd)")
	p.keeps("pi", "0")
}

// keeps waits until the broker keeps a lamp's presence. What a watcher has seen
// can be older: a slow guest may have been away for a moment.
func (p *pi) keeps(id, presence string) {
	p.t.Helper()
	p.until("state/"+id+" is "+presence, func() bool {
		got, _ := brokertest.Retained(p.t, nil, p.broker, "state/"+id)
		return got == presence
	})
}

// lit is the PWM with duties in steps.
func lit(warm, cold uint32) pwm {
	return pwm{[2]bool{true, true}, [2]uint32{steps, steps}, [2]uint32{warm, cold}}
}

// stepOf returns the step of a full channel at a brightness of 0..255.
func stepOf(brightness float64) uint32 {
	return uint32(math.Round(lamp.Luminance(brightness/255) * steps))
}

// detects sees that the board's pins and their quality are known.
func (p *pi) detects() {
	var report struct {
		Board string
		Pins  []struct {
			GPIO, Driver string
			Steps        int
		}
	}
	if err := json.Unmarshal([]byte(p.run("lampd doctor --json")), &report); err != nil {
		p.t.Fatal(err)
	}
	if report.Board != p.model {
		p.t.Errorf("the board is %q", report.Board)
	}
	found := map[string]string{}
	for _, pin := range report.Pins {
		if pin.Driver != "" {
			found[pin.GPIO] = fmt.Sprintf("%s, %d steps", pin.Driver, pin.Steps)
		}
	}
	want := map[string]string{
		"GPIO18": fmt.Sprintf("hardware PWM %s/0, %d steps", p.board.pwm, steps),
		"GPIO13": fmt.Sprintf("hardware PWM %s/1, %d steps", p.board.pwm, steps),
	}
	if fmt.Sprint(found) != fmt.Sprint(want) {
		p.t.Errorf("the doctor found %v, want %v", found, want)
	}
	if report := p.run("lampd check"); strings.Contains(report, "FAIL") {
		p.t.Errorf("lampd check says:\n%s", report)
	}
}

// obeys sees that the PWM's registers are what commands ask for.
func (p *pi) obeys() {
	p.startLamp()
	var got wire.Info
	p.until("the lamp has told about itself", func() bool {
		info, _ := brokertest.Retained(p.t, nil, p.broker, "lamp/pi/info")
		var err error
		got, err = wire.DecodeInfo([]byte(info))
		return err == nil
	})
	for _, o := range got.Outputs {
		if o.Frequency != 2000 || o.Steps != steps || o.Flicker != "low risk" {
			p.t.Errorf("info says %+v", o)
		}
	}
	if alt5, alt0 := p.function(18), p.function(13); alt5 != 2 || alt0 != 4 {
		p.t.Errorf("GPIO18 has function %d, GPIO13 %d; want ALT5, 2, and ALT0, 4", alt5, alt0)
	}
	for _, brightness := range []float64{255, 128, 1} {
		p.set(fmt.Sprintf(`{"brightness":%v,%s}`, brightness, warmOnly), lit(max(stepOf(brightness), 1), 0))
		p.set(fmt.Sprintf(`{%s}`, coldOnly), lit(0, max(stepOf(brightness), 1)))
	}
	p.set(`{"state":"OFF"}`, lit(0, 0))
	p.set(`{"state":"ON","brightness":255}`, lit(0, steps))
}
