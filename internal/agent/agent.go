package agent

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"lampd/internal/config"
	"lampd/internal/gpio"
	"lampd/internal/lamp"
	"lampd/internal/mqttlink"
	"lampd/internal/wire"
)

// Light is an open output that tells about its channels.
type Light interface {
	lamp.Output
	Outputs() []gpio.Output
	Close() error
}

// Agent is a lamp with all that belongs to it. Set its fields, then call Run
// once.
type Agent struct {
	Config config.Config
	Log    *slog.Logger
	Light  Light             // nil: the pins of Config.Output
	Button *gpio.Button      // nil: the pin of Config.Button, if there is one
	Dial   mqttlink.DialFunc // nil: the network
	Clock  func() lamp.Clock // nil: this machine's, as the kernel knows it
	// Volatile agents keep nothing in files and hold no lock.
	Volatile bool
	// Watch, if not nil, is told every new state; it must return at once.
	Watch func(lamp.Report)
	// Status, if not nil, is told how the connection to the broker is on every
	// change; it must return at once.
	Status func(mqttlink.Status)

	started time.Time
	outputs []wire.Output // of Light, which from then on is the lamp's alone
	service service
	lamp    *lamp.Lamp
	course  atomic.Pointer[mqttlink.Status] // of the course's link, nil before it tells
}

// Run lights the lamp, then meets the broker, until ctx is done or the pins
// fail. Then the state is saved and presence is "0".
func (a *Agent) Run(ctx context.Context) error {
	a.started = time.Now()
	if !a.Volatile {
		unlock, err := lock(a.Config.State.File, a.Log)
		if err != nil {
			return err
		}
		defer unlock()
		if live := a.Config.State.Live; live != "" {
			_ = os.MkdirAll(filepath.Dir(live), 0o750) // without it, the first save says what is wrong
		}
		a.service = systemd()
	}
	for _, key := range a.Config.Outdated {
		a.Log.Warn(key.Error())
	}
	if err := a.open(); err != nil {
		return err
	}
	defer a.Light.Close()
	if err := a.build(); err != nil {
		return err
	}
	return a.live(ctx)
}

// open takes the button and the pins, unless they were given.
func (a *Agent) open() (err error) {
	if o := a.Config.Button; o.Pin != "" && a.Button == nil {
		if a.Button, err = gpio.OpenButton(o); err != nil {
			return err
		}
	}
	if a.Light == nil {
		if a.Light, err = openLight(a.Config, a.Log); err != nil {
			return err
		}
	}
	return nil
}

// live runs everything. The lamp is first on and last off.
func (a *Agent) live(ctx context.Context) error {
	link, err := a.link(a.lamp.Watch())
	if err != nil {
		return err
	}
	links := []func(context.Context) error{link.Run}
	if a.Config.Lampi.Enabled {
		links = append(links, a.courseLink(a.lamp.Watch()).Run)
	}
	group, ctx := errgroup.WithContext(ctx)
	if a.Watch != nil {
		news := a.lamp.Watch()
		group.Go(func() error { return watch(ctx, news, a.Watch) })
	}
	group.Go(func() error { return a.lamp.Run(ctx) })
	if !a.Volatile {
		group.Go(func() error { return a.lamp.Keep(a.files(), a.Log) })
	}
	if a.Button != nil {
		group.Go(func() error { return watchButton(ctx, a.Button, a.lamp, a.Log) })
	}
	group.Go(func() error {
		select {
		case <-a.lamp.Lit():
		case <-ctx.Done():
			return nil
		}
		a.service.ready()
		if !a.Volatile {
			a.tidyUp(link)
		}
		for _, run := range links {
			group.Go(func() error { return run(ctx) })
		}
		return nil
	})
	return group.Wait()
}

// watch hands the news to a function until ctx is done.
func watch(ctx context.Context, news <-chan lamp.Report, tell func(lamp.Report)) error {
	for {
		select {
		case r := <-news:
			tell(r)
		case <-ctx.Done():
			return nil
		}
	}
}
