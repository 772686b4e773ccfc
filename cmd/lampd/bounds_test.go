package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"lampd/internal/brokertest"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// The bounds, which scripts/soak holds lampd to. The tests of every day send a
// tenth of the flood and leave the clock out of it.
const (
	maxResident   = 32 << 10 // KiB
	maxGoroutines = 50
	watchdog      = 10 * time.Second // as in lampd.service
	nextCommand   = time.Second
)

// soak tells whether the long tests are wanted.
func soak() bool { return os.Getenv("LAMPD_SOAK") != "" }

// often returns a tenth of n, or n where the long tests are wanted.
func often(n int) int {
	if soak() {
		return n
	}
	return n / 10
}

// shipped returns lampd as it is shipped, not started yet: without the race
// detector, whose memory is another.
func (h home) shipped() *exec.Cmd {
	h.t.Helper()
	program := h.path("lampd")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		h.t.Fatalf("build lampd: %v\n%s", err, said)
	}
	return exec.Command(program, "run", "--config", h.path("config.toml"))
}

// service is a systemd that counts what it is told.
type service struct {
	beats chan time.Time
	env   []string
}

func newService(t *testing.T) *service {
	t.Helper()
	name := filepath.Join(t.TempDir(), "notify")
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	s := &service{beats: make(chan time.Time, 1000), env: []string{
		"NOTIFY_SOCKET=" + name, fmt.Sprintf("WATCHDOG_USEC=%d", watchdog.Microseconds()), "GOMEMLIMIT=48MiB",
	}}
	go func() {
		for b := make([]byte, 4096); ; {
			n, err := c.Read(b)
			if err != nil {
				return
			}
			if strings.Contains(string(b[:n]), "WATCHDOG=1") {
				s.beats <- time.Now()
			}
		}
	}()
	return s
}

// gap returns the longest time without a beat since start.
func (s *service) gap(start time.Time) (longest time.Duration) {
	last := start
	for {
		select {
		case beat := <-s.beats:
			longest, last = max(longest, beat.Sub(last)), beat
		default:
			return max(longest, time.Since(last))
		}
	}
}

// status reads a number of /proc/PID/status.
func (p *process) status(field string) int {
	p.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
	if err != nil {
		p.t.Skipf("skipped: %v", err)
	}
	m := regexp.MustCompile(`(?m)^` + field + `:\s+(\d+)`).FindSubmatch(text)
	if m == nil {
		p.t.Fatalf("no %s in %s", field, text)
	}
	n, _ := strconv.Atoi(string(m[1]))
	return n
}

// flood sends n messages of many kinds as fast as the broker takes them.
func flood(t *testing.T, addr string, n int) {
	t.Helper()
	v, _ := call(t, addr, hello("flood"))
	defer v.Close()
	w := bufio.NewWriter(v)
	for i := range n {
		p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
		p.TopicName, p.Payload = kinds[i%len(kinds)].topic, []byte(fmt.Sprintf(kinds[i%len(kinds)].payload, i%250+1))
		_ = p.Write(w)
	}
	// The broker answers a ping behind all of it.
	_ = packets.NewControlPacket(packets.Pingreq).Write(w)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	v.until(func(p packets.ControlPacket) bool { _, ok := p.(*packets.PingrespPacket); return ok })
}

// kinds are the messages of a flood.
var kinds = []struct{ topic, payload string }{
	{"lamp/desk/set", `{"brightness":%d,"transition":0}`},
	{"lamp/desk/set", `{"brightness":-%d,"id":"a","foo":1}`},
	{"lamp/desk/set/brightness", `%d`},
	{"lamp/all/set", `{"state":"TOGGLE","id":"%d"}`},
	{"lamp/study/set/color", `#%06x`},
	{"lamp/desk/get", `%d`},
	{"lamp/desk/set", `garbage %d`},
	{"lamp/desk/set", `{"effect":"candle","on_time":%d}`},
	{"lamp/desk/set/nothing", `%d`},
	{"lamp/desk/set", `{"state":"ON","x":"` + strings.Repeat("x", 6000) + `%d"}`},
}

func TestAFloodHurtsNothing(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{Config: "max_queued_messages 0"})
	h, s := newHome(t, b.URL()), newService(t)
	if err := os.Remove(h.path("config.toml")); err != nil {
		t.Fatal(err)
	}
	h.write("config.toml", fmt.Sprintf("id = \"desk\"\ngroups = [\"study\"]\n[broker]\nservers = [%q]\n[output]\ndriver = \"sim\"\n[state]\nfile = %q\nlive = %q\n",
		b.URL(), h.path("state.json"), h.path("live.json")))
	w, replies := watcher(t, b, "state/+", "lamp/desk/state"), watcher(t, b, "lamp/desk/reply")
	lampd := h.shipped()
	lampd.Env = append(os.Environ(), s.env...)
	p := h.begin(lampd)
	w.Wait("state/desk", "1")

	start, n := time.Now(), often(200_000)
	for range 10 {
		flood(t, b.Addr, n/10)
	}
	sent := time.Now()
	w.Publish("lamp/desk/set", `{"state":"ON","brightness":255,"transition":0,"client":"last"}`, false)
	next(t, w, "lamp/desk/state", func(m message) bool { return m["client"] == "last" })
	took, calm := time.Since(start), time.Since(sent)
	answered, gap, log := len(replies.Seen()), s.gap(start), len(p.log.String())
	resident := p.status("VmHWM")
	t.Logf("%d messages in %v: %d KiB resident at most, %d threads, the next command took %v, %v between two beats at most, %d replies, %d bytes of log",
		n, took.Round(time.Millisecond), resident, p.status("Threads"), calm.Round(time.Millisecond), gap.Round(time.Millisecond), answered, log)
	if resident > maxResident {
		t.Errorf("%d KiB resident", resident)
	}
	if most := 10 * (int(took/time.Second) + 2); answered > most {
		t.Errorf("%d replies in %v", answered, took)
	}
	if log > 16<<10 {
		t.Errorf("%d bytes of log", log)
	}
	if soak() && gap > watchdog {
		t.Errorf("the watchdog waited for %v", gap)
	}
	if soak() && calm > nextCommand {
		t.Errorf("the command after the flood took %v", calm)
	}

	// SIGQUIT makes Go tell its goroutines: in the middle of a flood.
	told := make(chan struct{})
	go func() {
		defer close(told)
		time.Sleep(20 * time.Millisecond)
		p.signal(3)
	}()
	flood(t, b.Addr, n/10)
	<-told
	<-p.done
	count := strings.Count(p.log.String(), "\ngoroutine ")
	t.Logf("%d goroutines in a flood", count)
	if count == 0 || count > maxGoroutines {
		t.Errorf("%d goroutines", count)
	}
}

func TestNothingIsReplayed(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{Config: "max_queued_messages 0"})
	h := newHome(t, b.URL())
	// Somebody has made a session that keeps commands for the lamp's client id.
	lasting := hello("lampd-desk")
	lasting.CleanSession = false
	keeper, _ := call(t, b.Addr, lasting)
	keeper.subscribe("lamp/desk/set", 1)
	keeper.cut()
	w := watcher(t, b, "state/+", "lamp/desk/state")
	for i := range 3000 {
		w.Publish("lamp/desk/set", fmt.Sprintf(`{"state":"OFF","brightness":%d}`, i%250+1), false)
	}
	w.Publish("lamp/desk/set", `{"state":"OFF"}`, true)
	for range often(20) {
		p := h.start()
		w.Wait("state/desk", "1")
		w.Publish("lamp/desk/set", `{"client":"after"}`, false)
		got := next(t, w, "lamp/desk/state", func(m message) bool { return m["client"] == "after" })
		if got["state"] != "ON" || got["brightness"] != 255. {
			t.Fatalf("the lamp obeyed of old: %v", got)
		}
		p.stop()
		w.Wait("state/desk", "0")
	}
}
