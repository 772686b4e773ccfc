package gpio

import (
	"fmt"
	"strings"
	"testing"
)

// TestBoard is a machine of files, for tests outside of the package.
type TestBoard struct{ tree *tree }

// Boards makes machines of every kind that the tests know, by the generations
// of docs/hardware.md.
var Boards = map[string][]func(t *testing.T) TestBoard{
	"0 to 4": {board(zeroW), board(pi3B), board(pi3Bp), board(pi4B)},
	"5":      {board(pi5)},
}

func board(make func(t *testing.T) *tree) func(t *testing.T) TestBoard {
	return func(t *testing.T) TestBoard { return TestBoard{make(t)} }
}

// Root is the directory of the board's files.
func (b TestBoard) Root() string { return b.tree.root }

// Name is the board's model.
func (b TestBoard) Name() string { return Board(b.tree.root).Model }

// Overlay does to the board what lines of config.txt do.
func (b TestBoard) Overlay(lines []string) {
	for _, line := range lines {
		overlay, parameters, _ := strings.Cut(strings.TrimPrefix(line, "dtoverlay="), ",")
		value := func(name string) (n uint32) {
			for p := range strings.SplitSeq(parameters, ",") {
				_, _ = fmt.Sscanf(p, name+"=%d", &n)
			}
			return n
		}
		switch overlay {
		case "pwm":
			b.tree.pwm(value("pin"), value("func"))
		case "pwm-2chan":
			b.tree.pwm(value("pin"), value("func"), value("pin2"), value("func2"))
		case "pwm-gpio":
			b.tree.software(value("gpio"))
		case "pwm-pio":
			b.tree.pio(value("gpio"))
		case "i2c-pwm-pca9685a":
			b.tree.pca9685(0x40)
		case "dtparam=audio=off", "dtparam=i2c_arm=on":
		default:
			b.tree.t.Errorf("the tests know no %q", line)
		}
	}
}
