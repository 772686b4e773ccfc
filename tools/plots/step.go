package main

import (
	"context"
	"fmt"
	"image/color"
	"log/slog"
	"sync"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"lampd/internal/lamp"
)

const (
	crowd  = 10
	length = 600 * time.Millisecond
)

// recorded is an output that remembers when it showed which lightness.
type recorded struct {
	begin  time.Time
	points plotter.XYs
}

// Show implements lamp.Output.
func (r *recorded) Show(levels []float64) error {
	now, y := time.Since(r.begin).Seconds()*1000, 100*lamp.Lightness(levels[0])
	if n := len(r.points); n > 0 {
		r.points = append(r.points, plotter.XY{X: now, Y: r.points[n-1].Y})
	}
	r.points = append(r.points, plotter.XY{X: now, Y: y})
	return nil
}

// at returns the lightness at a time in ms.
func (r *recorded) at(ms float64) (y float64) {
	for _, p := range r.points {
		if p.X > ms {
			break
		}
		y = p.Y
	}
	return y
}

// inStep runs ten lamps in real time and has them told to go off by messages
// that are 5 to 200 ms under way: to start at once, and at an instant 150 ms
// ahead.
func inStep() ([]*plot.Plot, error) {
	var plots []*plot.Plot
	for _, lead := range []time.Duration{0, 150 * time.Millisecond} {
		title := "without at"
		if lead > 0 {
			title = fmt.Sprintf("with at, %v ahead", lead)
		}
		lamps := fade(lead)
		p := newPlot(title+": ten lamps", "ms after the command was sent", "lightness L*")
		for i, l := range lamps {
			shade := uint8(200 * i / crowd)
			stroke(p, color.RGBA{shade / 3, shade, 180, 255}, l.points)
		}
		p.X.Min, p.X.Max = 0, 900
		plots = append(plots, p)
		most := 0.0
		for ms := 201.0; ms < 900; ms++ { // all have it
			low, high := 100.0, 0.0
			for _, l := range lamps {
				low, high = min(low, l.at(ms)), max(high, l.at(ms))
			}
			most = max(most, high-low)
		}
		fmt.Printf("%s: once all lamps have the command they differ by L* %.1f at most\n", title, most)
	}
	return plots, nil
}

// fade returns what the lamps showed.
func fade(lead time.Duration) []*recorded {
	ctx, stop := context.WithCancel(context.Background())
	sent := time.Now()
	off, transition := lamp.PowerOff, length
	change := lamp.Change{Power: &off, Transition: &transition}
	if lead > 0 {
		at := sent.Round(0).Add(lead)
		change.At = &at
	}
	var lamps []*recorded
	var group sync.WaitGroup
	for i := range crowd {
		out := &recorded{begin: sent}
		l := lamp.New(lamp.Config{
			Options: lamp.Options{Kind: lamp.Dimmer}, Output: out,
			Clock: func() lamp.Clock { return lamp.Synced }, Log: slog.Default(),
		})
		delay := 5*time.Millisecond + 195*time.Millisecond*time.Duration(i)/(crowd-1)
		time.AfterFunc(delay, func() { _ = l.Do(ctx, lamp.Request{Change: &change}) })
		group.Go(func() { _ = l.Run(ctx) })
		lamps = append(lamps, out)
	}
	time.Sleep(time.Second)
	stop()
	group.Wait()
	return lamps
}
