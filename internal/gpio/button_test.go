package gpio

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"lampd/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// edge is a move of the contacts at a time in milliseconds.
type edge struct {
	at      int
	pressed bool
}

// told is a press at a time in milliseconds.
type told struct {
	at    int
	press Press
}

var presses = []struct {
	name  string
	edges []edge
	want  []told
}{
	{"nothing is nothing", nil, nil},
	{"a short press is told when no second one came", []edge{{0, true}, {100, false}}, []told{{350, Short}}},
	{"two short presses are a double one", []edge{{0, true}, {100, false}, {300, true}, {400, false}}, []told{{425, Double}}},
	{"the second press may begin late", []edge{{0, true}, {100, false}, {349, true}, {400, false}}, []told{{425, Double}}},
	{"a press that begins later is another one", []edge{{0, true}, {100, false}, {360, true}, {400, false}}, []told{{350, Short}, {650, Short}}},
	{"three presses are a double and a short one", []edge{{0, true}, {50, false}, {100, true}, {150, false}, {200, true}, {250, false}}, []told{{175, Double}, {500, Short}}},
	{"a long press is told at its start and end", []edge{{0, true}, {900, false}}, []told{{500, LongStart}, {925, LongEnd}}},
	{"a press of almost half a second is short", []edge{{0, true}, {490, false}}, []told{{740, Short}}},
	{"a long second press is long alone", []edge{{0, true}, {100, false}, {200, true}, {900, false}}, []told{{700, LongStart}, {925, LongEnd}}},
	{"bouncing contacts press once", []edge{{0, true}, {2, false}, {5, true}, {9, true}, {100, false}, {103, true}, {104, false}}, []told{{354, Short}}},
	{"a disturbance is no press", []edge{{0, true}, {3, false}, {500, true}, {520, false}}, nil},
	{"a long press outlives a disturbance", []edge{{0, true}, {600, false}, {610, true}, {900, false}}, []told{{500, LongStart}, {925, LongEnd}}},
}

func TestPresserMakesPressesOfEdges(t *testing.T) {
	for _, tt := range presses {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Unix(0, 0)
			ms := func(n int) time.Time { return start.Add(time.Duration(n) * time.Millisecond) }
			var p presser
			var got []told
			pass := func(until time.Time) {
				for due, ok := p.next(); ok && !due.After(until); due, ok = p.next() {
					if press := p.at(due); press != 0 {
						got = append(got, told{int(due.Sub(start).Milliseconds()), press})
					}
				}
			}
			for _, e := range tt.edges {
				pass(ms(e.at))
				p.moved(e.pressed, ms(e.at))
			}
			pass(ms(10000))
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAShortPressThatWasOverlookedIsToldWithTheNextOne(t *testing.T) {
	start := time.Unix(0, 0)
	p := presser{phase: gap, since: start}
	p.moved(true, start.Add(doubleTime))
	if got := p.at(start.Add(doubleTime + bounceTime)); got != Short || p.phase != first {
		t.Errorf("got %v and phase %d, want short and the first press of another", got, p.phase)
	}
}

// contact is a pin whose Halt wakes WaitForEdge, as a real line's does.
type contact struct {
	gpiotest.Pin
	closed bool
}

func newContact() *contact {
	return &contact{Pin: gpiotest.Pin{N: "GPIO17", EdgesChan: make(chan gpio.Level, 16)}}
}

func (c *contact) Halt() error {
	select {
	case c.EdgesChan <- gpio.High:
	default:
	}
	return nil
}

func (c *contact) Close() { c.closed = true }

func TestTheButtonTellsItsPresses(t *testing.T) {
	for _, tt := range presses {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				pin := newContact()
				ctx, cancel := context.WithCancel(t.Context())
				var start time.Time
				var got []told
				done := make(chan error)
				go func() {
					done <- (&Button{Pin: pin}).Run(ctx, func(p Press) {
						got = append(got, told{int(time.Since(start).Milliseconds()), p})
					})
				}()
				time.Sleep(3 * time.Hour) // an untouched button says nothing
				start = time.Now()
				for _, e := range tt.edges {
					time.Sleep(time.Until(start.Add(time.Duration(e.at) * time.Millisecond)))
					pin.EdgesChan <- gpio.Level(!e.pressed)
					synctest.Wait()
				}
				time.Sleep(10 * time.Second)
				cancel()
				if err := <-done; err != nil || !slices.Equal(got, tt.want) {
					t.Errorf("got %v, %v; want %v", got, err, tt.want)
				}
				if pin.P != gpio.PullUp || !pin.closed {
					t.Errorf("the pull is %v, the line given back %v", pin.P, pin.closed)
				}
			})
		})
	}
}

func TestAButtonHeldAtTheStartIsNoPress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		var got []Press
		held := &heldContact{newContact()}
		go func() { done <- (&Button{Pin: held}).Run(ctx, func(p Press) { got = append(got, p) }) }()
		time.Sleep(10 * time.Second)
		held.EdgesChan <- gpio.High
		time.Sleep(10 * time.Second)
		cancel()
		if err := <-done; err != nil || got != nil {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

// heldContact reads pressed from the start.
type heldContact struct{ *contact }

func (c *heldContact) In(p gpio.Pull, e gpio.Edge) error {
	err := c.contact.In(p, e)
	c.L = gpio.Low
	return err
}

// goneContact is a line whose chip was unplugged.
type goneContact struct{ *contact }

func (c goneContact) WaitForEdge(time.Duration) bool { return false }

// busyContact is a line that somebody else has.
type busyContact struct{ *contact }

func (c busyContact) In(gpio.Pull, gpio.Edge) error { return errors.New("device or resource busy") }

func TestALineThatIsGoneOrTakenEndsTheButton(t *testing.T) {
	for pin, want := range map[gpio.PinIn]string{
		goneContact{newContact()}: "wait for the button on GPIO17: the line is gone",
		busyContact{newContact()}: "take the button's line GPIO17: device or resource busy",
	} {
		err := (&Button{Pin: pin}).Run(t.Context(), nil)
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestButtonOptionsAreChecked(t *testing.T) {
	lamp := Options{Pins: coursePins()}
	for pin, want := range map[string]string{
		"":          "",
		"GPIO17":    "",
		"GPIO19":    "button.pin: GPIO19 is the pin of channel red",
		"GPIO1":     `button.pin: "GPIO1" is no GPIO from GPIO2 to GPIO27, nor ""`,
		"PCA9685:1": `button.pin: "PCA9685:1" is no GPIO from GPIO2 to GPIO27, nor ""`,
		"17":        `button.pin: "17" is no GPIO from GPIO2 to GPIO27, nor ""`,
	} {
		got := ""
		for _, err := range (ButtonOptions{Pin: pin}).Check(lamp) {
			got += err.Error()
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", pin, got, want)
		}
	}
}
