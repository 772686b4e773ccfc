package wire

import (
	"math"
	"time"
)

// The ends of the ranges that have a meaning of their own.
const (
	maxSeconds = 6553            // of transitions and flashes, as in Zigbee
	maxOnTime  = 7 * 24 * 3600   // seconds
	maxMillis  = 253402300799999 // the end of the year 9999
)

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

// The keys whose value is a number.
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

// The keys whose value is a time span.
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

// The keys whose value is an instant.
var (
	at      = moment(func(c *Command) **time.Time { return &c.At })
	expires = moment(func(c *Command) **time.Time { return &c.Expires })
)
