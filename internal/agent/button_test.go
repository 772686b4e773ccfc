package agent

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"testing"
	"testing/synctest"
	"time"

	periph "periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"lampd/internal/config"
	"lampd/internal/gpio"
	"lampd/internal/lamp"
	"lampd/internal/leaktest"
	"lampd/internal/mqttlink"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// contact is a button whose line can be woken.
type contact struct{ *gpiotest.Pin }

func (c contact) Halt() error {
	select {
	case c.EdgesChan <- periph.High:
	default:
	}
	return nil
}

// press holds the button down for a time.
func (c contact) press(length time.Duration) {
	c.EdgesChan <- periph.Low
	time.Sleep(length)
	c.EdgesChan <- periph.High
	time.Sleep(100 * time.Millisecond)
}

// TestTheButtonWorksWithoutANetwork presses the button of a whole agent whose
// broker cannot be reached.
func TestTheButtonWorksWithoutANetwork(t *testing.T) {
	steps := []struct {
		name   string
		press  func(c contact)
		on     bool
		level  int // of 255, to a tenth or so
		client string
	}{
		{"a short press switches off", func(c contact) { c.press(time.Second / 5) }, false, 255, "button"},
		{"a short press switches on", func(c contact) { c.press(time.Second / 5) }, true, 255, "button"},
		{"the first long press dims up", func(c contact) { c.press(time.Second) }, true, 255, "button"},
		{"the second one dims down until it ends", func(c contact) { c.press(1500 * time.Millisecond) }, true, 164, "button"},
		{"the third one dims up", func(c contact) { c.press(time.Second) }, true, 210, "button"},
		{"the fourth one dims down to the lowest light", func(c contact) { c.press(9 * time.Second) }, true, 1, "button"},
		{"a double press is full", func(c contact) { c.press(time.Second / 10); c.press(time.Second / 10) }, true, 255, "button"},
	}
	synctest.Test(t, func(t *testing.T) {
		c, err := config.Simulated("desk", "Desk", "rgb", nil, mqttlink.Options{Servers: []string{"mqtt://127.0.0.1:1"}})
		if err != nil {
			t.Fatal(err)
		}
		line := contact{&gpiotest.Pin{N: "GPIO17", EdgesChan: make(chan periph.Level, 1), L: periph.High}}
		var now lamp.Report
		a := &Agent{
			Config: c, Log: slog.New(slog.DiscardHandler), Volatile: true,
			Light: Simulate(c, nil), Button: &gpio.Button{Pin: line},
			Dial:  func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no network") },
			Watch: func(r lamp.Report) { now = r },
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- a.Run(ctx) }()
		time.Sleep(time.Minute)
		for _, s := range steps {
			s.press(line)
			time.Sleep(time.Second)
			synctest.Wait()
			level := lamp.Level(now.Brightness)
			if now.On != s.on || level < s.level-4 || level > s.level+4 || now.Client != s.client {
				t.Errorf("%s: got on %v, level %d of 255 by %q", s.name, now.On, level, now.Client)
			}
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestADoublePressIsFullWhiteAsFarAsTheKindGoes(t *testing.T) {
	for _, kind := range lamp.Kinds {
		f := lamp.Options{Kind: kind, Warm: 370, Cold: 153}.Fixture()
		s := f.First()
		s.On, s.Brightness = false, 0.2
		if kind.HasColor() {
			s.Mode, s.Hue, s.Saturation = lamp.ModeHS, 0.5, 1
		}
		c, _ := (&button{kind: kind}).change(gpio.Double)
		got, err := s.Apply(c, f)
		want := 1.
		if !kind.Dimmable() {
			want = 0.2
		}
		if err != nil || !got.On || got.Brightness != want || kind.HasColor() && got.Saturation != 0 {
			t.Errorf("%s: got %+v, %v", kind, got, err)
		}
	}
}

func TestALampThatCannotBeDimmedIgnoresLongPresses(t *testing.T) {
	b := button{kind: lamp.OnOff}
	for _, p := range []gpio.Press{gpio.LongStart, gpio.LongEnd} {
		if c, ok := b.change(p); ok {
			t.Errorf("%v asks for %+v", p, c)
		}
	}
}
