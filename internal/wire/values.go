package wire

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"lampd/internal/lamp"
)

// The ends of the ranges that have a meaning of their own.
const (
	maxSeconds = 6553            // of transitions and flashes, as in Zigbee
	maxOnTime  = 7 * 24 * 3600   // seconds
	maxMillis  = 253402300799999 // the end of the year 9999
	maxName    = 64              // bytes of an id, a client, an effect
)

// number returns a number between two ends.
func (v value) number(low, high float64) (float64, error) {
	n, ok := v.data.(json.Number)
	if !ok {
		return 0, v.refuse("is not a number")
	}
	f, _ := n.Float64() // out of range is infinite, and so outside
	if !(f >= low && f <= high) {
		return 0, v.refuse("is outside %s..%s", plain(low), plain(high))
	}
	return f + 0, nil // no negative zero
}

// plain writes a number without an exponent.
func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// string returns a string of up to maxName bytes.
func (v value) string() (string, error) {
	s, ok := v.data.(string)
	switch {
	case !ok:
		return "", v.refuse("is not a string")
	case len(s) > maxName:
		return "", v.refuse("is longer than %d bytes", maxName)
	}
	return s, nil
}

// set returns a decoder of a number that becomes a part of the change.
func set(part func(*Command) **float64, low, high float64, convert func(float64) float64) func(*Command, value) error {
	return func(c *Command, v value) error {
		n, err := v.number(low, high)
		if err == nil {
			*part(c) = new(convert(n))
		}
		return err
	}
}

// level makes a share of full lightness of a level 0..255, rounded half up.
func level(n float64) float64 { return math.Round(n) / 255 }

func same(n float64) float64 { return n }

var (
	brightness        = set(func(c *Command) **float64 { return &c.Brightness }, 0, 255, level)
	brightnessPercent = set(func(c *Command) **float64 { return &c.Brightness }, 0, 100, func(n float64) float64 { return level(n * 255 / 100) })
	brightnessStep    = set(func(c *Command) **float64 { return &c.Step }, -255, 255, level)
	brightnessRate    = set(func(c *Command) **float64 { return &c.Move }, -255, 255, func(n float64) float64 { return n / 255 })
	white             = set(func(c *Command) **float64 { return &c.White }, 1, 255, level)
	colorTemp         = set(func(c *Command) **float64 { return &c.Mireds }, 153, 500, same)
	colorTempKelvin   = set(func(c *Command) **float64 { return &c.Mireds }, 2000, 6535, func(n float64) float64 { return 1e6 / n })
	effectSpeed       = set(func(c *Command) **float64 { return &c.Speed }, 0.1, 10, same)
)

// duration returns a decoder of seconds.
func duration(part func(*Command) **time.Duration, low, high float64) func(*Command, value) error {
	return func(c *Command, v value) error {
		n, err := v.number(low, high)
		if err == nil {
			*part(c) = new(time.Duration(math.Round(n * float64(time.Second))))
		}
		return err
	}
}

var (
	flash      = duration(func(c *Command) **time.Duration { return &c.Flash }, 0.001, maxSeconds)
	transition = duration(func(c *Command) **time.Duration { return &c.Transition }, 0, maxSeconds)
	onTime     = duration(func(c *Command) **time.Duration { return &c.OnTime }, 0.001, maxOnTime)
)

// moment returns a decoder of milliseconds since 1970, UTC.
func moment(part func(*Command) **time.Time) func(*Command, value) error {
	return func(c *Command, v value) error {
		n, err := v.number(0, maxMillis)
		if err == nil {
			*part(c) = new(time.UnixMilli(int64(n)).UTC())
		}
		return err
	}
}

var (
	at      = moment(func(c *Command) **time.Time { return &c.At })
	expires = moment(func(c *Command) **time.Time { return &c.Expires })
)

// power decodes on, off and toggle; null leaves them to the lamp.
func power(c *Command, v value) error {
	switch s := v.data.(type) {
	case nil:
		c.KeepPower = true
		return nil
	case bool:
		c.Power = new(lamp.PowerOff)
		if s {
			c.Power = new(lamp.PowerOn)
		}
		return nil
	case string:
		for word, p := range powers {
			if strings.EqualFold(s, word) {
				c.Power = new(p)
				return nil
			}
		}
	}
	return v.refuse("is none of ON, OFF, TOGGLE, true, false, null")
}

var powers = map[string]lamp.Power{"ON": lamp.PowerOn, "OFF": lamp.PowerOff, "TOGGLE": lamp.PowerToggle}

// brightnessMove decodes a rate in levels a second, or "stop".
func brightnessMove(c *Command, v value) error {
	if v.data == "stop" {
		c.Move = new(0.)
		return nil
	}
	if _, isNumber := v.data.(json.Number); !isNumber {
		return v.refuse("is neither a number nor \"stop\"")
	}
	return brightnessRate(c, v)
}

// effect decodes the name of an effect, or one of the words that end it.
func effect(c *Command, v value) error {
	if v.data == nil {
		c.Effect = new("")
		return nil
	}
	s, err := v.string()
	if err != nil {
		return err
	}
	switch s {
	case "":
		return v.refuse("is no name of an effect")
	case "off", "stop_effect", "finish_effect":
		s = ""
	}
	c.Effect = new(s)
	return nil
}

func id(c *Command, v value) (err error) {
	c.ID, err = v.string()
	return err
}

func client(c *Command, v value) (err error) {
	c.Client, err = v.string()
	return err
}
