package fleet

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"lampd/internal/lamp"
	"lampd/internal/wire"
)

// Command is what is asked of lamps.
type Command = wire.Command

// ParseCommand reads a command in JSON, in the words of docs/topics.md. Unlike
// a lamp it refuses keys that it does not know. The error names the key, its
// value and what would be right.
func ParseCommand(json []byte) (Command, error) {
	c, err := wire.DecodeCommand(json)
	if err != nil {
		return Command{}, err
	}
	if len(c.Ignored) > 0 {
		return Command{}, fmt.Errorf("%s: unknown", strings.Join(c.Ignored, ", "))
	}
	return c, nil
}

// SetProperty reads one property in plain text into a command: state (on, off,
// toggle), brightness (0..255 or a percentage), color (a name of CSS, #rgb,
// #rrggbb, "h,s" or rgb(r,g,b)), color_temp (mireds) or effect. The error names
// the property, its value and what would be right.
func SetProperty(c *Command, property, text string) error {
	p, err := wire.DecodeProperty(property, []byte(text))
	if err != nil {
		return err
	}
	switch property {
	case "state":
		c.Power = p.Power
	case "brightness":
		c.Brightness = p.Brightness
	case "color":
		c.Color = p.Color
	case "color_temp":
		c.Mireds = p.Mireds
	case "effect":
		c.Effect = p.Effect
	}
	return nil
}

// Order is a command and whom it is for.
type Order struct {
	To      []string // ids of lamps, groups, or "all"
	Command Command
	// Lead, if not 0, has all lamps start at one instant so far ahead, at most
	// lamp.MaxAhead. It takes synchronised clocks, here and there.
	Lead time.Duration
	// Progress, if not nil, is called on the goroutine of Send after every news
	// and every second with the number of lamps that have answered and of those
	// that are waited for.
	Progress func(answered, expected int)
}

// check refuses an order that makes no sense.
func (o Order) check() error {
	if len(o.To) == 0 {
		return errors.New("no lamp and no group is named")
	}
	for _, name := range o.To {
		if !wire.ValidName(name) {
			return fmt.Errorf("%q is neither the id of a lamp nor a group", name)
		}
	}
	if o.Command.Change == (lamp.Change{Client: o.Command.Client}) {
		return errors.New("the command asks for nothing")
	}
	if o.Lead < 0 || o.Lead > lamp.MaxAhead {
		return fmt.Errorf("a start %v ahead is outside 0..%v", o.Lead, lamp.MaxAhead)
	}
	return nil
}

// Result says what became of an order at one lamp.
type Result string

// The results.
const (
	Done    Result = "done"    // it said so
	Refused Result = "refused" // it said so, and why
	Away    Result = "offline" // its presence is not 1
	Silent  Result = "silent"  // its presence is 1, but no answer came: an access list may drop the command
	Unknown Result = "unknown" // no word of any lamp or group of this name
)

// Outcome is what became of an order at one lamp.
type Outcome struct {
	ID      string // of the lamp; of Unknown the name it was called by
	Result  Result
	Reason  string   // of Refused, in the lamp's words
	Ignored []string // keys that the lamp does not know
	State   *Report  // the newest; nil: not heard of
}
