package main

import (
	"fmt"
	"image/color"
	"math"
	"time"

	"gonum.org/v1/plot"

	"lampd/internal/lamp"
)

// rgb is the lamp of the pictures.
var rgb = lamp.Fixture{Kind: lamp.RGB}

// look returns the look of a hue in degrees at full saturation.
func look(brightness, hue float64) lamp.Look {
	return rgb.Look(lamp.State{On: true, Brightness: brightness, Mode: lamp.ModeHS, Hue: hue / 360, Saturation: 1})
}

// light returns the linear light of a look.
func light(l lamp.Look) lamp.Linear {
	var levels [lamp.MaxChannels]float64
	return lamp.Linear(rgb.Levels(l, &levels))
}

// seconds makes an instant of a time on the x axis.
func seconds(x float64) time.Time { return time.Time{}.Add(time.Duration(x * float64(time.Second))) }

// redirect draws a fade that is told another target on its way.
func redirect() ([]*plot.Plot, error) {
	const turn = 0.4
	first := lamp.NewFade(look(0.95, 30), look(0.1, 30), seconds(0), time.Second)
	second := lamp.NewFade(first.At(seconds(turn)), look(0.8, 200), seconds(turn), time.Second)
	anew := lamp.NewFade(look(0.1, 30), look(0.8, 200), seconds(turn), time.Second)
	at := func(then lamp.Fade) func(float64) lamp.Look {
		return func(x float64) lamp.Look {
			if x < turn {
				return first.At(seconds(x))
			}
			return then.At(seconds(x))
		}
	}
	lightness := func(l lamp.Look) float64 { return 100 * lamp.Lightness(luminance(light(l))) }
	p := newPlot("orange sinks to 10 %, after 0.4 s told to be a blue of 80 %", "seconds", "lightness L*")
	p.Legend.Add("from what is shown (lampd)", curve(p, ours, 0, 1.6, func(x float64) float64 { return lightness(at(second)(x)) }))
	p.Legend.Add("from the former target", curve(p, other, 0, 1.6, func(x float64) float64 { return lightness(at(anew)(x)) }))
	p.Legend.Top, p.Legend.Left, p.Legend.XOffs = true, true, 120
	p.Y.Min, p.Y.Max = -14, 100
	p.Add(strip{0, 1.6, -13, -3, func(x float64) color.Color { return screen(light(at(second)(x))) }})
	fmt.Printf("redirect: lampd jumps by L* %.2f, from the former target by L* %.2f\n",
		math.Abs(lightness(at(second)(turn))-lightness(at(second)(turn-1e-6))),
		math.Abs(lightness(at(anew)(turn))-lightness(at(anew)(turn-1e-6))))
	return []*plot.Plot{p}, nil
}

// colours draws red to blue and red to green, in our way and in plain RGB.
func colours() ([]*plot.Plot, error) {
	var plots []*plot.Plot
	for _, c := range []struct {
		title string
		hue   float64
	}{{"red to blue", 240}, {"red to green", 120}} {
		from, to := look(1, 0), look(1, c.hue)
		fade := lamp.NewFade(from, to, seconds(0), time.Second)
		a, b := light(from), light(to)
		lampd := func(x float64) lamp.Linear { return light(fade.At(seconds(x))) }
		plain := func(x float64) (l lamp.Linear) {
			for i := range l {
				l[i] = math.Pow(a[i]+(b[i]-a[i])*x, 2.2) // the ends are 0 and 1
			}
			return l
		}
		p := newPlot(c.title, "seconds", "lightness L*")
		p.Y.Min, p.Y.Max = -27, 100
		for i, way := range []struct {
			name  string
			ink   color.Color
			light func(float64) lamp.Linear
		}{{"Oklab (lampd), upper band", ours, lampd}, {"plain RGB, gamma 2.2, lower band", other, plain}} {
			p.Legend.Add(way.name, curve(p, way.ink, 0, 1, func(x float64) float64 { return 100 * lamp.Lightness(luminance(way.light(x))) }))
			top := -3 - 12*float64(i)
			p.Add(strip{0, 1, top - 10, top, func(x float64) color.Color { return screen(way.light(x)) }})
			least := 1.0
			for x := 0.0; x <= 1; x += 0.01 {
				least = min(least, luminance(way.light(x)))
			}
			fmt.Printf("%s, %s: the least luminance is %.3f, of the ends %.3f\n", c.title, way.name, least, min(luminance(a), luminance(b)))
		}
		p.Legend.Top, p.Legend.Left = true, true
		plots = append(plots, p)
	}
	return plots, nil
}
