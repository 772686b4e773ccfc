package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"image/color"
	"math"
	"os"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// measured holds the samples that scripts/bench keeps, by name.
type measured map[string][]float64

// figures reads what scripts/bench has written last; a fleet of 5,000 lamps is
// a run of its own.
func figures() (measured, error) {
	all := measured{}
	for _, file := range []string{"../../build/bench.json", "../../build/bench-5000.json"} {
		text, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var report struct{ Samples measured }
		if err := json.Unmarshal(text, &report); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for name, samples := range report.Samples {
			all[name] = append(all[name], samples...)
		}
	}
	return all, nil
}

// share draws which share of samples lies below each value.
func share(p *plot.Plot, ink color.Color, samples []float64) plot.Thumbnailer {
	points := make(plotter.XYs, len(samples))
	for i, x := range slices.Sorted(slices.Values(samples)) {
		points[i].X, points[i].Y = x, 100*float64(i+1)/float64(len(samples))
	}
	return stroke(p, ink, points)
}

// latencies draws how long commands and echoes took, on a scale of tens.
func latencies() ([]*plot.Plot, error) {
	all, err := figures()
	if err != nil {
		return nil, err
	}
	var plots []*plot.Plot
	for _, way := range []string{"QoS 0 spaced", "QoS 1 spaced"} {
		p := newPlot(way, "milliseconds", "% of the commands")
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
		for _, line := range []struct {
			name, samples string
			ink           color.Color
		}{
			{"command to duty", ": duty", ours},
			{"command to state", ": state", second},
			{"bare echo", ": echo", other},
		} {
			samples := all[way+line.samples]
			if len(samples) == 0 {
				return nil, errNoFigures
			}
			p.Legend.Add(line.name, share(p, line.ink, samples))
		}
		plots = append(plots, p)
	}
	return plots, nil
}

// errNoFigures says that a picture cannot be drawn yet, which leaves the old one.
var errNoFigures = errors.New("scripts/bench has not measured it")

// recovery draws how a fleet comes back after its broker was away.
func recovery() ([]*plot.Plot, error) {
	all, err := figures()
	if err != nil {
		return nil, err
	}
	p := newPlot("a broker that was away for 40 s", "seconds since it is there again", "% of the lamps back")
	p.Legend.Left, p.Legend.Top = true, true
	drawn := false
	for _, fleet := range []struct {
		name string
		ink  color.Color
	}{{"1000 lamps", ours}, {"5000 lamps", other}} {
		if samples := all[fleet.name+" are back"]; len(samples) > 0 {
			p.Legend.Add(fleet.name, share(p, fleet.ink, samples))
			drawn = true
		}
	}
	if !drawn {
		return nil, errNoFigures
	}
	return []*plot.Plot{p}, nil
}

// memory draws what fleets hold: triples of lamps, MiB of lampctl, MiB of the
// broker.
func memory() ([]*plot.Plot, error) {
	all, err := figures()
	if err != nil {
		return nil, err
	}
	samples := all["memory of lamps"]
	if len(samples) == 0 {
		return nil, errNoFigures
	}
	lamps, broker := plotter.XYs{{}}, plotter.XYs{{}}
	for three := range slices.Chunk(samples, 3) {
		lamps = append(lamps, plotter.XY{X: three[0], Y: three[1]})
		broker = append(broker, plotter.XY{X: three[0], Y: three[2]})
	}
	for _, line := range []plotter.XYs{lamps, broker} {
		slices.SortFunc(line, func(a, b plotter.XY) int { return int(math.Copysign(1, a.X-b.X)) })
	}
	p := newPlot("memory", "lamps", "MiB")
	p.Legend.Left, p.Legend.Top = true, true
	p.Legend.Add("lampctl sim", stroke(p, ours, lamps))
	p.Legend.Add("mosquitto, beyond an idle one", stroke(p, other, broker))
	return []*plot.Plot{p}, nil
}
