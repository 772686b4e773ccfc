package main

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"lampd/internal/lamp"
)

// Inks of lines: apart for colour-blind eyes too (Okabe and Ito, 2008).
var (
	ours   = color.RGBA{R: 0, G: 114, B: 178, A: 255}
	other  = color.RGBA{R: 213, G: 94, B: 0, A: 255}
	second = color.RGBA{R: 0, G: 158, B: 115, A: 255}
)

// newPlot returns an empty plot with a grid.
func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.TextStyle.Font.Size = 10
	p.Title.Padding = 2 * vg.Millimeter
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = color.Gray{Y: 230}, color.Gray{Y: 230}
	p.Add(grid)
	return p
}

// curve draws y over from..to, and returns it for a legend.
func curve(p *plot.Plot, ink color.Color, from, to float64, y func(float64) float64) plot.Thumbnailer {
	const points = 600
	line := make(plotter.XYs, points+1)
	for i := range line {
		x := from + (to-from)*float64(i)/points
		line[i].X, line[i].Y = x, y(x)
	}
	return stroke(p, ink, line)
}

// stroke draws a line through points.
func stroke(p *plot.Plot, ink color.Color, points plotter.XYs) plot.Thumbnailer {
	l, err := plotter.NewLine(points)
	if err != nil {
		panic(err) // no points, or not numbers: a mistake in this program
	}
	l.Color, l.Width = ink, vg.Points(1.2)
	p.Add(l)
	return l
}

// strip is a band of colours that change over x.
type strip struct {
	from, to, low, high float64
	color               func(x float64) color.Color
}

// Plot implements plot.Plotter.
func (s strip) Plot(c draw.Canvas, p *plot.Plot) {
	const bars = 300
	x, y := p.Transforms(&c)
	wide := (s.to - s.from) / bars
	right := x(s.to) // each bar covers the rest, so that no seam shows
	for i := range bars {
		at := s.from + float64(i)*wide
		left := x(at)
		c.FillPolygon(s.color(at+wide/2), []vg.Point{{X: left, Y: y(s.low)}, {X: right, Y: y(s.low)}, {X: right, Y: y(s.high)}, {X: left, Y: y(s.high)}})
	}
}

// DataRange implements plot.DataRanger.
func (s strip) DataRange() (xmin, xmax, ymin, ymax float64) { return s.from, s.to, s.low, s.high }

// screen returns linear light as a screen's colour (IEC 61966-2-1).
func screen(l lamp.Linear) color.Color {
	var b [3]uint8
	for i, v := range l {
		v = min(max(v, 0), 1)
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		b[i] = uint8(v*255 + 0.5)
	}
	return color.RGBA{b[0], b[1], b[2], 255}
}

// luminance returns that of linear light, 0..1 (the Y row of sRGB's matrix).
func luminance(l lamp.Linear) float64 { return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2] }
