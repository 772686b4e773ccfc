package gpio

import (
	"context"
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// ButtonOptions is the [button] part of the configuration.
type ButtonOptions struct {
	// Pin is the GPIO of a push button to ground, "GPIO17" by the BCM number;
	// its pull-up is the chip's own. "", the default, is no button. GPIO2 and 3
	// have a pull-up on the board too; 0 and 1 belong to the HATs' memory.
	Pin string
}

// Check returns the mistakes that can be seen without the hardware, as
// *KeyError, beside a lamp on these pins.
func (o ButtonOptions) Check(lamp Options) []error {
	if o.Pin == "" {
		return nil
	}
	pin, err := parsePin(o.Pin)
	if err != nil || pin.kind != headerPin || pin.number < 2 {
		return []error{&KeyError{"button.pin", fmt.Sprintf("%.64q is no GPIO from GPIO2 to GPIO27, nor \"\"", o.Pin)}}
	}
	for channel, name := range lamp.Pins {
		if other, err := parsePin(name); err == nil && other == pin {
			return []error{&KeyError{"button.pin", fmt.Sprintf("%s is the pin of channel %s", o.Pin, channel)}}
		}
	}
	return nil
}

// Button is a push button between a pin and ground.
type Button struct {
	Pin gpio.PinIn
}

// OpenButton returns the button on its GPIO; Run takes the line.
func OpenButton(o ButtonOptions) (*Button, error) {
	pin, err := parsePin(o.Pin)
	if err != nil {
		return nil, &KeyError{"button.pin", err.Error()}
	}
	line, err := headerLine(pin.number)
	if err != nil {
		return nil, fmt.Errorf("open button %s: %w", pin, err)
	}
	return &Button{line}, nil
}

// quietTime is how long Run sleeps when nobody touches the button.
const quietTime = time.Hour

// Run calls press for each press until ctx is done, on this goroutine, then
// gives the line back and returns nil. It sleeps until the kernel reports an
// edge; it does not poll. An error means that the line cannot be had or is
// gone.
func (b *Button) Run(ctx context.Context, press func(Press)) error {
	if err := b.Pin.In(gpio.PullUp, gpio.BothEdges); err != nil {
		return fmt.Errorf("take the button's line %s: %w", b.Pin.Name(), err)
	}
	if line, ok := b.Pin.(interface{ Close() }); ok {
		defer line.Close()
	}
	b.Pin.WaitForEdge(time.Millisecond) // so that Halt, below, finds something to wake
	defer b.wakeAfter(ctx)()
	var p presser
	p.moved(b.pressed(), time.Now())
	p.down = p.level // held already: no press
	for {
		deadline, ok := p.next()
		if !ok {
			deadline = time.Now().Add(quietTime)
		}
		// Waiting for 0 or less is for ever on some of periph's pins.
		edge := b.Pin.WaitForEdge(max(time.Until(deadline), time.Microsecond))
		now := time.Now()
		switch {
		case ctx.Err() != nil:
			return nil
		case edge:
			p.moved(b.pressed(), now)
		case now.Before(deadline):
			return fmt.Errorf("wait for the button on %s: the line is gone", b.Pin.Name())
		}
		for event := p.at(now); event != 0; event = p.at(now) {
			press(event)
		}
	}
}

// pressed tells whether the button shorts the pin to ground now.
func (b *Button) pressed() bool { return b.Pin.Read() == gpio.Low }

// wakeAfter ends WaitForEdge when ctx is done, and again in case it had not
// begun to wait, until the returned function is called.
func (b *Button) wakeAfter(ctx context.Context) (stop func()) {
	leave, left := make(chan struct{}), make(chan struct{})
	unused := context.AfterFunc(ctx, func() {
		defer close(left)
		for {
			_ = b.Pin.Halt()
			select {
			case <-leave:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
	return func() {
		close(leave)
		if !unused() {
			<-left
		}
	}
}
