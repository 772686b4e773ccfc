package main

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"lampd/internal/config"
	"lampd/internal/fleet"
)

type demoCmd struct {
	Port      int `default:"1883" placeholder:"N" help:"Port of the demo's broker, or the next free one."`
	PanelPort int `default:"8460" placeholder:"N" help:"Port of the demo's web page, or the next free one."`
}

// Help is what --help says below the flags.
func (demoCmd) Help() string {
	return `Nothing else is needed: an MQTT broker and simulated lamps run in this one
program, on this machine only, and a web page that shows them. The lamps are the very agent that runs on a
Raspberry Pi, less the pins. Ctrl-C ends all of it.

Examples:
  lampctl demo
  lampctl demo --port 1884 --panel-port 8080`
}

// cast is the lamps of the demo.
var cast = []struct {
	id, name, kind string
	groups         []string
}{
	{"desk", "Desk lamp", "rgb", []string{"study"}},
	{"shelf", "Book shelf", "rgbw", []string{"study"}},
	{"kitchen", "Kitchen", "cct", []string{"downstairs"}},
	{"hall", "Hall", "dimmer", []string{"downstairs"}},
	{"porch", "Porch", "onoff", nil},
}

// Run is the demo until Ctrl-C.
func (d demoCmd) Run(w *world) error {
	b, err := startBroker(d.Port)
	if err != nil {
		return err
	}
	defer b.flush()
	page, err := listenFrom(d.PanelPort)
	if err != nil {
		return fmt.Errorf("serve the panel: %w", err)
	}
	defer page.Close()
	dirty := make(chan struct{}, 1)
	var lamps []*simulated
	for _, l := range cast {
		c, err := config.Simulated(l.id, l.name, l.kind, l.groups, fleet.Options{Servers: []string{b.url()}})
		if err != nil {
			return err
		}
		lamps = append(lamps, &simulated{Config: c, dirty: dirty})
	}
	fmt.Fprint(w.stdout, intro(b, d.Port, panelURL(page)))
	group, ctx := errgroup.WithContext(w.ctx)
	for _, l := range lamps {
		group.Go(func() error { return l.run(ctx, slog.New(slog.DiscardHandler)) })
	}
	group.Go(func() error { return demoPanel(ctx, b, page) })
	stage := newStage(w.stdout, lamps)
	group.Go(func() error { stage.run(ctx, dirty); return nil })
	return group.Wait()
}

// intro says what is there and what to try.
func intro(b *broker, wanted int, page string) string {
	var s strings.Builder
	if wanted != 0 && b.port != wanted {
		fmt.Fprintf(&s, "Port %d is taken: the demo's broker has port %d.\n", wanted, b.port)
	}
	fmt.Fprintf(&s, "A broker at %s and %d simulated lamps. Ctrl-C ends all of it.\n\n", b.url(), len(cast))
	fmt.Fprintf(&s, "In a browser:  %s\n\n", page)
	fmt.Fprintf(&s, "In another terminal:\n\n")
	ctl, at, port := programName(), "", ""
	if b.port != usualPort {
		at = " --broker " + b.url()
		port = fmt.Sprintf("-p %d ", b.port)
	}
	for _, line := range []string{
		ctl + " set desk --color orange" + at,
		ctl + " set study --brightness 30% --transition 2s" + at,
		ctl + " watch" + at,
		"mosquitto_pub " + port + "-t lamp/all/set/state -m toggle",
		"mosquitto_sub " + port + "-v -t 'state/+'",
	} {
		fmt.Fprintf(&s, "  %s\n", line)
	}
	return s.String() + "\n"
}

// programName is how this program was called, as it can be called again.
func programName() string {
	self, err := os.Executable()
	if found, look := exec.LookPath("lampctl"); err == nil && look == nil && found == self {
		return "lampctl"
	}
	if strings.Contains(filepath.ToSlash(self), "/go-build") {
		return "go run ./cmd/lampctl"
	}
	return os.Args[0]
}
