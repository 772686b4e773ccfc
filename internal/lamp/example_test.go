package lamp_test

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"lampd/internal/lamp"
)

// A fade is a value: what it shows is a function of the time.
func ExampleFade() {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	dark := lamp.Look{Color: lamp.White}
	full := lamp.Look{Color: lamp.White, Lightness: 1}
	fade := lamp.NewFade(dark, full, start, 2*time.Second)
	for _, after := range []time.Duration{0, time.Second, 2 * time.Second, time.Hour} {
		fmt.Println(after, fade.At(start.Add(after)).Lightness)
	}
	// Output:
	// 0s 0
	// 1s 0.5
	// 2s 1
	// 1h0m0s 1
}

// Half the brightness looks half as bright, and is about a fifth of the light.
func ExampleLuminance() {
	for _, brightness := range []float64{0, 1. / 255, 0.5, 1} {
		fmt.Printf("%.4f of the brightness is %.4f of the light\n", brightness, lamp.Luminance(brightness))
	}
	// Output:
	// 0.0000 of the brightness is 0.0000 of the light
	// 0.0039 of the brightness is 0.0004 of the light
	// 0.5000 of the brightness is 0.1842 of the light
	// 1.0000 of the brightness is 1.0000 of the light
}

// A change is applied whole or not at all.
func ExampleState_Apply() {
	fixture := lamp.Options{Kind: lamp.Dimmer}.Fixture()
	state := fixture.First()
	state, err := state.Apply(lamp.Change{Brightness: new(0.2), Client: "panel"}, fixture)
	fmt.Println(state.Brightness, state.Client, state.Version, err)
	state, err = state.Apply(lamp.Change{Brightness: new(0.4), Color: &lamp.HS{Hue: 0.5, Saturation: 1}}, fixture)
	fmt.Println(state.Brightness, state.Client, state.Version, err)
	// Output:
	// 0.2 panel 1 <nil>
	// 0.2 panel 1 color: a lamp of kind dimmer has no colour
}

// printer is a lamp's light on paper.
type printer struct{}

func (printer) Show(levels []float64) error {
	fmt.Println("levels:", levels)
	return nil
}

// One goroutine owns the lamp; others ask it, and watch.
func Example() {
	l := lamp.New(lamp.Config{
		Options: lamp.Options{Kind: lamp.RGB, PowerOn: "on", OnExit: "hold"},
		Output:  printer{},
		Log:     slog.New(slog.DiscardHandler),
	})
	news := l.Watch()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- l.Run(ctx) }()
	<-news // the first light
	_ = l.Do(ctx, lamp.Request{Change: &lamp.Change{Color: &lamp.HS{Saturation: 1}}})
	r := <-news
	fmt.Println("version", r.Version, "is", r.Mode)
	stop()
	fmt.Println(<-done)
	// Output:
	// levels: [1 1 1]
	// levels: [1 0 0]
	// version 1 is hs
	// <nil>
}
