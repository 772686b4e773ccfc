package agent

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"strings"
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
// fail. What it had to undo before it returns is undone: the state is saved,
// presence is "0".
func (a *Agent) Run(ctx context.Context) error {
	a.started = time.Now()
	if !a.Volatile {
		unlock, err := lock(a.Config.State.File, a.Log)
		if err != nil {
			return err
		}
		defer unlock()
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

// openLight takes the pins of a configuration.
func openLight(c config.Config, log *slog.Logger) (*gpio.Light, error) {
	kind := c.Lamp.Kind
	return gpio.Open(c.Output, kind.Channels(), kind == lamp.OnOff, log)
}

// build makes the lamp, with what it remembers.
func (a *Agent) build() error {
	start := lamp.Start{Power: a.Config.Lamp.PowerOn}
	if !a.Volatile {
		start.Memory = a.files().Recall(a.Log)
	}
	if a.Config.Lampi.Enabled {
		red := a.Config.Lamp.Fixture().First()
		red.Hue, red.Saturation = 1, 1 // as the course says
		start.First = &red
	}
	if strings.HasPrefix(start.Power, "{") {
		scene, err := wire.DecodeCommand([]byte(start.Power))
		if err != nil {
			return fmt.Errorf("lamp.power_on: %w", err)
		}
		start.Scene = &scene.Change
	}
	a.outputs = outputs(a.Light.Outputs())
	a.lamp = lamp.New(lamp.Config{
		Options: a.Config.Lamp,
		Output:  a.Light,
		Clock:   a.clock,
		Seed:    seed(a.Config.ID),
		Log:     a.Log,
		Beat:    a.service.beat,
		OnBeat:  a.service.alive,
		Start:   start,
	})
	return nil
}

// clock tells whether the wall clock can be trusted.
func (a *Agent) clock() lamp.Clock {
	if a.Clock != nil {
		return a.Clock()
	}
	return clock()
}

// seed makes a number of a lamp's id.
func seed(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	return h.Sum64()
}

// files names where the state is kept.
func (a *Agent) files() lamp.Files {
	return lamp.Files{Durable: a.Config.State.File, Live: a.Config.State.Live}
}

// live runs everything. The lamp is first on and last off.
func (a *Agent) live(ctx context.Context) error {
	link, err := a.link(a.lamp.Watch())
	if err != nil {
		return err
	}
	if !a.Volatile {
		a.tidyUp(link)
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
	group.Go(func() error {
		if a.Volatile {
			return nil
		}
		return a.lamp.Keep(a.files(), a.Log)
	})
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

// link makes the lamp's own link.
func (a *Agent) link(news <-chan lamp.Report) (*mqttlink.Lamp, error) {
	c := a.Config
	topics, err := wire.NewTopics(c.ID, c.Groups, c.HomeAssistant.Prefix, c.Topics)
	if err != nil {
		return nil, err
	}
	return &mqttlink.Lamp{
		Link: mqttlink.Link{
			Options:  c.Broker,
			ClientID: "lampd-" + c.ID,
			Dial:     a.Dial,
			Log:      a.Log,
		},
		Topics:    topics,
		Owner:     a.lamp,
		News:      news,
		Info:      a.info,
		Discovery: func() []byte { return a.discovery(topics) },
		Watch:     a.status,
	}, nil
}

// courseLink makes the second link, that of the course's lamp.
func (a *Agent) courseLink(news <-chan lamp.Report) *mqttlink.Course {
	return &mqttlink.Course{
		Link: mqttlink.Link{
			Options: a.Config.Lampi.Broker,
			Dial:    a.Dial,
			Log:     a.Log.With("link", "lampi"),
			Notify:  func(s mqttlink.Status) { a.course.Store(&s) },
		},
		Owner: a.lamp,
		News:  news,
	}
}

// status tells systemd and whoever else asked how the connection is.
func (a *Agent) status(s mqttlink.Status) {
	a.service.status(s)
	if a.Status != nil {
		a.Status(s)
	}
}
