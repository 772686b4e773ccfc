package main

import (
	"bufio"
	"fmt"
	"image/color"
	"os"
	"strings"
	"time"

	"gonum.org/v1/plot"

	"lampd/internal/lamp"
)

// scene is a trace that the tests of internal/lamp keep.
type scene struct {
	channels []string
	at       []float64 // seconds
	levels   [][]float64
}

// readScene reads the trace of a scene.
func readScene(name string) (s scene, err error) {
	file, err := os.Open("../../internal/lamp/testdata/scenes/" + name + ".txt")
	if err != nil {
		return s, err
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if names, ok := strings.CutPrefix(line, "["); ok {
			s.channels = strings.Fields(strings.TrimSuffix(names, "]"))
			continue
		}
		words := strings.Fields(line)
		at, err := time.ParseDuration(words[0])
		if err != nil {
			continue // what watchers are told
		}
		levels := make([]float64, len(words)-1)
		for i, word := range words[1:] {
			if _, err := fmt.Sscan(word, &levels[i]); err != nil {
				return s, fmt.Errorf("%s: %s: %w", name, line, err)
			}
		}
		s.at, s.levels = append(s.at, at.Seconds()), append(s.levels, levels)
	}
	return s, nil
}

// whites are the colours of white channels.
var whites = map[string]lamp.Linear{"white": lamp.White, "warm": lamp.FromMireds(370), "cold": lamp.FromMireds(154)}

// color returns the light at a time, between two lines of the trace.
func (s scene) color(at float64) color.Color {
	i := 0
	for i < len(s.at)-2 && s.at[i+1] <= at {
		i++
	}
	u := (at - s.at[i]) / (s.at[i+1] - s.at[i])
	var sum lamp.Linear
	for c, name := range s.channels {
		light := s.levels[i][c]*(1-u) + s.levels[i+1][c]*u
		primary := whites[name]
		if n := strings.Index("red green blue", name); n >= 0 {
			primary = lamp.Linear{}
			primary[len(strings.Fields("red green blue"[:n]))] = 1
		}
		for k := range sum {
			sum[k] += light * primary[k]
		}
	}
	return screen(sum)
}

// effects draws the lights of three effects over time.
func effects() ([]*plot.Plot, error) {
	var plots []*plot.Plot
	for _, e := range []struct {
		title, scene string
		from, to     float64 // seconds
	}{
		{"candle", "a-candle-on-white-channels", 0, 3},
		{"half a rainbow, then a colour", "half-a-rainbow-then-a-colour", 0, 12},
		{"sunrise, at speed 10", "a-sunrise-at-ten-times-its-pace", 0, 186},
	} {
		s, err := readScene(e.scene)
		if err != nil {
			return nil, err
		}
		p := newPlot(e.title, "s", "")
		p.HideY()
		p.Add(strip{e.from, e.to, 0, 1, s.color})
		plots = append(plots, p)
	}
	return plots, nil
}
