package main

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"lampd/internal/fleet"
)

// connection is the flags that say which broker is met and how.
type connection struct {
	Broker string `placeholder:"URL" env:"LAMPCTL_BROKER" default:"mqtt://127.0.0.1:1883" help:"The broker: mqtt://, mqtts://, ws:// or wss://HOST:PORT."`
}

// options returns them as the connection takes them.
func (c connection) options() fleet.Options {
	return fleet.Options{Servers: []string{c.Broker}}
}

// errEnd ends a group whose work is done.
var errEnd = errors.New("done")

// with runs do beside a fleet on the connection; names are lamps to ask for one
// by one.
func (c connection) with(ctx context.Context, names []string, do func(context.Context, *fleet.Fleet) error) error {
	f := fleet.New(c.options())
	f.Names = names
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return f.Run(ctx) })
	group.Go(func() error {
		if err := do(ctx, f); err != nil {
			return err
		}
		return errEnd
	})
	if err := group.Wait(); !errors.Is(err, errEnd) {
		return err
	}
	return nil
}
