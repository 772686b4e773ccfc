package main

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"lampd/internal/lamp"
)

// duties returns the duty in steps of each level 0..255 of a full channel.
func duties(bits int, luminance func(float64) float64, lift bool) [256]int {
	var d [256]int
	for level := 1; level <= 255; level++ {
		d[level] = int(luminance(float64(level)/255)*float64(int(1)<<bits-1) + 0.5)
		if lift {
			d[level] = max(d[level], 1) // as gpio.Light does
		}
	}
	return d
}

// counted returns how many of the levels are dark, and how many differ.
func counted(d [256]int) (dark, differ int) {
	seen := map[int]bool{}
	for _, n := range d[1:] {
		if n == 0 {
			dark++
		}
		seen[n] = true
	}
	delete(seen, 0)
	return dark, len(seen)
}

// curves draws the lowest levels at 8, 10 and 12 bits.
func curves() ([]*plot.Plot, error) {
	const lowest = 64
	var plots []*plot.Plot
	for _, bits := range []int{8, 10, 12} {
		p := newPlot(fmt.Sprintf("%d bits", bits), "brightness, of 255", "duty, steps")
		p.Legend.Top, p.Legend.Left = true, true
		for _, c := range []struct {
			name string
			ink  color.Color
			lift bool
			y    func(float64) float64
		}{
			{"CIE L* (lampd)", ours, true, lamp.Luminance},
			{"gamma 2.2", other, false, func(v float64) float64 { return math.Pow(v, 2.2) }},
			{"gamma 2.8", second, false, func(v float64) float64 { return math.Pow(v, 2.8) }},
		} {
			d := duties(bits, c.y, c.lift)
			dark, differ := counted(d)
			fmt.Printf("%2d bits, %-14s  %3d levels dark, %3d of 255 duties differ\n", bits, c.name, dark, differ)
			points := make(plotter.XYs, lowest)
			for i := range points {
				points[i].X, points[i].Y = float64(i+1), float64(d[i+1])
			}
			dots, err := plotter.NewScatter(points)
			if err != nil {
				return nil, err
			}
			dots.GlyphStyle = draw.GlyphStyle{Color: c.ink, Radius: vg.Points(1.4), Shape: draw.CircleGlyph{}}
			p.Add(dots)
			p.Legend.Add(c.name, dots)
		}
		plots = append(plots, p)
	}
	return plots, nil
}
