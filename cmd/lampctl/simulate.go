package main

import (
	"context"
	"log/slog"
	"sync/atomic"

	"lampd/internal/agent"
	"lampd/internal/config"
	"lampd/internal/fleet"
)

// simulated is a lamp without pins that runs the agent of lampd.
type simulated struct {
	config.Config
	duty  atomic.Pointer[[]float64]    // what it shows
	state atomic.Pointer[fleet.Report] // what it was asked to show
	dirty chan<- struct{}              // gets a token when one of them has changed; nil: nobody looks

	status func(fleet.Link) // nil, or told how its connection is
}

// run is the lamp until ctx is done.
func (s *simulated) run(ctx context.Context, log *slog.Logger) error {
	a := &agent.Agent{Config: s.Config, Log: log, Volatile: true, Status: s.status}
	var show func([]float64)
	if s.dirty != nil {
		show = func(duty []float64) { s.duty.Store(&duty); s.poke() }
		a.Watch = func(r fleet.Report) { s.state.Store(&r); s.poke() }
	}
	a.Light = agent.Simulate(s.Config, show)
	return a.Run(ctx)
}

func (s *simulated) poke() {
	select {
	case s.dirty <- struct{}{}:
	default:
	}
}
