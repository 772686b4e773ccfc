package main

import (
	"context"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"lampd/internal/fleet"
	"lampd/internal/panel"
)

// demoPanel serves the web page, with some scenes in a file that goes with it.
func demoPanel(ctx context.Context, b *broker, l net.Listener) error {
	dir, err := os.MkdirTemp("", "lampctl-demo-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	scenes := filepath.Join(dir, "scenes.json")
	if err := os.WriteFile(scenes, []byte(demoScenes), 0o600); err != nil {
		return err
	}
	f := fleet.New(fleet.Options{Servers: []string{b.url()}})
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return f.Run(ctx) })
	group.Go(func() error { return (&panel.Panel{Fleet: f, Scenes: scenes}).Serve(ctx, l) })
	return group.Wait()
}

// demoScenes are there from the start.
const demoScenes = `{
  "Evening": {
    "desk": {"state": "ON", "brightness": 150, "color": "orange", "effect": "off", "transition": 2},
    "shelf": {"state": "ON", "brightness": 90, "color": {"h": 285, "s": 70}, "effect": "off", "transition": 2},
    "kitchen": {"state": "ON", "brightness": 70, "color_temp_kelvin": 2700, "transition": 2},
    "hall": {"state": "ON", "brightness": 40, "transition": 2},
    "porch": {"state": "ON"}
  },
  "Work": {
    "desk": {"state": "ON", "brightness": 255, "color": {"h": 205, "s": 18}, "effect": "off", "transition": 2},
    "shelf": {"state": "ON", "brightness": 200, "color_temp_kelvin": 5000, "effect": "off", "transition": 2},
    "kitchen": {"state": "ON", "brightness": 255, "color_temp_kelvin": 5500, "transition": 2}
  },
  "Fireside": {
    "desk": {"state": "ON", "brightness": 140, "color": {"h": 22, "s": 100}, "effect": "candle"},
    "shelf": {"state": "ON", "brightness": 90, "color": {"h": 8, "s": 100}, "effect": "candle"},
    "kitchen": {"state": "OFF", "transition": 4},
    "hall": {"state": "OFF", "transition": 4}
  }
}
`
