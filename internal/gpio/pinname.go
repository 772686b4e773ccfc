package gpio

import (
	"fmt"
	"strconv"
	"strings"
)

// The kinds of pin that a configuration can name.
const (
	headerPin   = iota // GPIO of the board, by BCM number
	expanderPin        // output of a PCA9685
	channelPin         // channel of a PWM device, named outright
)

// lastGPIO is the last GPIO of the 40-pin header.
const lastGPIO = 27

// pinName is a pin as the configuration names it.
type pinName struct {
	kind   int
	number int    // GPIO, output or channel
	device string // of a channelPin: the name of the device under /sys, such as fe20c000.pwm
}

// String returns the name as it is written in the configuration.
func (p pinName) String() string {
	switch p.kind {
	case headerPin:
		return fmt.Sprintf("GPIO%d", p.number)
	case expanderPin:
		return fmt.Sprintf("PCA9685:%d", p.number)
	}
	return fmt.Sprintf("%s/%d", p.device, p.number)
}

// parsePin reads "GPIO19", "PCA9685:3" or "fe20c000.pwm/0".
func parsePin(s string) (pinName, error) {
	if device, channel, ok := strings.Cut(s, "/"); ok && device != "" && strings.Trim(device, ".") != "" {
		n, err := number(channel, 255)
		if err != nil {
			return pinName{}, fmt.Errorf("%q: the channel %w", s, err)
		}
		return pinName{channelPin, n, device}, nil
	}
	upper := strings.ToUpper(s)
	if digits, ok := strings.CutPrefix(upper, "PCA9685:"); ok {
		n, err := number(digits, 15)
		if err != nil {
			return pinName{}, fmt.Errorf("%q: the output %w", s, err)
		}
		return pinName{kind: expanderPin, number: n}, nil
	}
	if digits, ok := strings.CutPrefix(upper, "GPIO"); ok {
		n, err := number(digits, lastGPIO)
		if err != nil {
			return pinName{}, fmt.Errorf("%q: the GPIO %w", s, err)
		}
		return pinName{kind: headerPin, number: n}, nil
	}
	return pinName{}, fmt.Errorf(`%q is no pin: "GPIO19" (the BCM number), "PCA9685:3" or "fe20c000.pwm/0" is`, s)
}

// number reads a decimal number from 0 to highest, without sign or leading zeros.
func number(s string, highest int) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > highest || strconv.Itoa(n) != s {
		return 0, fmt.Errorf("is not a number of 0..%d", highest)
	}
	return n, nil
}
