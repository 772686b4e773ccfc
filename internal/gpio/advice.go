package gpio

import (
	"fmt"
	"slices"
	"strings"
)

// wiringError is a pin that cannot be had until config.txt says so.
type wiringError struct {
	Key     string   // "output.pins.red"
	Problem string   // what is missing
	File    string   // where the lines belong: "/boot/firmware/config.txt"
	Lines   []string // all that the lamp's pins need; none where no lines would help
	Note    string   // what else there is to know, or ""
}

// Error returns all of it on one line.
func (e *wiringError) Error() string {
	var b strings.Builder
	b.WriteString(e.Key + ": " + e.Problem)
	if len(e.Lines) > 0 {
		fmt.Fprintf(&b, `; put into %s and restart: "%s"`, e.File, strings.Join(e.Lines, `" "`))
	}
	if e.Note != "" {
		b.WriteString("; " + e.Note)
	}
	return b.String()
}

// advise returns the lines of config.txt that a lamp with these pins needs on
// the board, and what there is to know about them.
func advise(board Info, pins []pinName) (lines []string, note string) {
	if !board.IsPi {
		return nil, board.String() + " is no Raspberry Pi; name a channel outright, DEVICE/CHANNEL"
	}
	var header []int
	for _, p := range pins {
		switch p.kind {
		case headerPin:
			header = append(header, p.number)
		case expanderPin:
			lines = []string{"dtparam=i2c_arm=on", "dtoverlay=i2c-pwm-pca9685a"}
		}
	}
	more, note := adviseBCM(header)
	if board.pi5() {
		more, note = adviseRP1(header)
	}
	return append(lines, more...), note
}

// advise returns the lines for this machine, as it is set up now.
func (m *machine) advise(pins []pinName) (lines []string, note string) {
	lines, note = advise(m.board, pins)
	header := slices.ContainsFunc(pins, func(p pinName) bool { return p.kind == headerPin })
	block := slices.ContainsFunc(m.chips, func(c chip) bool { return c.provider.pins != nil && c.hasPins() })
	if header && block && len(lines) > 0 {
		note = strings.TrimSuffix("these lines take the place of every other dtoverlay=pwm and pwm-2chan; "+note, "; ")
	}
	return lines, note
}

// adviseBCM is for a Raspberry Pi 0 to 4: its PWM block where it does for all
// of the pins, so that they are of one quality, else pwm-gpio.
func adviseBCM(header []int) (lines []string, note string) {
	if len(header) == 0 {
		return nil, ""
	}
	if line := overlay(header, bcm2835Pins); line != "" {
		return []string{line, "dtparam=audio=off"}, ""
	}
	for _, n := range header {
		lines = append(lines, fmt.Sprintf("dtoverlay=pwm-gpio,gpio=%d", n))
	}
	return lines, "pwm-gpio is 240 Hz, which may be seen to flicker, and needs Raspberry Pi's kernel 6.6 of late 2024 or newer; a PCA9685 has 1526 Hz"
}

// mostPIO is the number of pins that pwm-pio can have: it takes one of the
// RP1's four state machines for each.
const mostPIO = 4

// adviseRP1 is for a Raspberry Pi 5: pwm-pio, and the PWM block for the pins
// that are too many.
func adviseRP1(header []int) (lines []string, note string) {
	var block []int
	for _, n := range header {
		if _, ok := rp1Pins[n]; ok && len(header)-len(block) > mostPIO && len(block) < 2 {
			block = append(block, n)
		}
	}
	if len(header)-len(block) > mostPIO {
		return nil, fmt.Sprintf("a Raspberry Pi 5 has pwm-pio for %d pins and PWM for GPIO12, 13, 18 and 19; use one of those or a PCA9685", mostPIO)
	}
	if line := overlay(block, rp1Pins); line != "" {
		lines = append(lines, line)
	}
	for _, n := range header {
		if !slices.Contains(block, n) {
			lines = append(lines, fmt.Sprintf("dtoverlay=pwm-pio,gpio=%d", n))
		}
	}
	return lines, ""
}

// overlay returns the line that leads the PWM block to one or two pins, ""
// where it cannot.
func overlay(pins []int, table map[int]wired) string {
	var ways []wired
	for _, n := range pins {
		w, ok := table[n]
		if !ok {
			return ""
		}
		ways = append(ways, w)
	}
	switch {
	case len(ways) == 1:
		return fmt.Sprintf("dtoverlay=pwm,pin=%d,func=%d", pins[0], ways[0].mux)
	case len(ways) == 2 && ways[0].channel < ways[1].channel:
		return fmt.Sprintf("dtoverlay=pwm-2chan,pin=%d,func=%d,pin2=%d,func2=%d", pins[0], ways[0].mux, pins[1], ways[1].mux)
	case len(ways) == 2 && ways[0].channel > ways[1].channel:
		return overlay([]int{pins[1], pins[0]}, table)
	}
	return ""
}
