// Plots draws the pictures of docs/light.md from the code of internal/lamp and
// prints the numbers that stand beside them, and those of docs/performance.md
// from what scripts/bench has measured. It is a module of its own, so
// that lampd does not depend on a plotting library.
//
//	go run . DIRECTORY
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// picture is a row of plots in one file.
type picture struct {
	file string
	high vg.Length
	draw func() ([]*plot.Plot, error)
}

var pictures = []picture{
	{"light-curve.png", 8 * vg.Centimeter, curves},
	{"light-redirect.png", 8 * vg.Centimeter, redirect},
	{"light-colours.png", 8 * vg.Centimeter, colours},
	{"light-step.png", 8 * vg.Centimeter, inStep},
	{"light-effects.png", 5 * vg.Centimeter, effects},
	{"performance-latency.png", 8 * vg.Centimeter, latencies},
	{"performance-recovery.png", 8 * vg.Centimeter, recovery},
	{"performance-memory.png", 8 * vg.Centimeter, memory},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: plots DIRECTORY")
		os.Exit(2)
	}
	for _, p := range pictures {
		err := p.write(os.Args[1])
		if errors.Is(err, errNoFigures) {
			fmt.Printf("%s stays as it is: %v\n", p.file, err)
			continue
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", p.file, err)
			os.Exit(1)
		}
	}
}

// write draws the picture into its file, its plots side by side.
func (p picture) write(dir string) error {
	plots, err := p.draw()
	if err != nil {
		return err
	}
	img := vgimg.NewWith(vgimg.UseWH(22*vg.Centimeter, p.high), vgimg.UseDPI(110))
	tiles := draw.Tiles{Rows: 1, Cols: len(plots), PadX: 5 * vg.Millimeter, PadRight: 3 * vg.Millimeter, PadTop: vg.Millimeter, PadBottom: vg.Millimeter}
	row := [][]*plot.Plot{plots}
	for i, canvas := range plot.Align(row, tiles, draw.New(img))[0] {
		plots[i].Draw(canvas)
	}
	file, err := os.Create(filepath.Join(dir, p.file))
	if err != nil {
		return err
	}
	if _, err := (vgimg.PngCanvas{Canvas: img}).WriteTo(file); err != nil {
		return err
	}
	return file.Close()
}
