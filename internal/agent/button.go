package agent

import (
	"context"
	"log/slog"

	"lampd/internal/gpio"
	"lampd/internal/lamp"
)

// dimming is how fast a long press dims, in shares of full lightness a second.
const dimming = 0.35

// button makes changes of what a person does with the button. The first long
// press dims up, each next one the other way.
type button struct {
	kind lamp.Kind
	down bool // the next long press dims down
}

// change returns what a press asks of the lamp; ok is false for nothing.
func (b *button) change(p gpio.Press) (c lamp.Change, ok bool) {
	c.Client = "button"
	on, toggle := lamp.PowerOn, lamp.PowerToggle
	switch p {
	case gpio.Short:
		c.Power = &toggle
		return c, true
	case gpio.Double:
		c.Power = &on
		if b.kind.Dimmable() {
			full := 1.
			c.Brightness = &full
		}
		if b.kind.HasColor() {
			c.Color = &lamp.HS{} // white
		}
		return c, true
	}
	if !b.kind.Dimmable() {
		return c, false
	}
	rate := 0. // let go
	if p == gpio.LongStart {
		rate = dimming
		if b.down {
			rate = -dimming
		} else {
			c.Power = &on
		}
		b.down = !b.down
	}
	c.Move = &rate
	return c, true
}

// watchButton lets a person at the button command the lamp until ctx is done.
// An error means that the button's line is gone.
func watchButton(ctx context.Context, b *gpio.Button, l *lamp.Lamp, log *slog.Logger) error {
	presses := button{kind: l.Kind}
	return b.Run(ctx, func(p gpio.Press) {
		c, ok := presses.change(p)
		if !ok {
			return
		}
		_ = l.Do(ctx, lamp.Request{Change: &c, Done: func(_ []string, err error) {
			if err != nil {
				log.Warn("the button cannot do this", "press", p, "error", err)
			}
		}})
	})
}
