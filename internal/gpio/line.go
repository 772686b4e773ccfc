package gpio

import (
	"errors"
	"fmt"
	"strings"

	"periph.io/x/conn/v3/driver/driverreg"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/host/v3/gpioioctl"
)

// lineNote says what drives the light, for people.
const lineNote = "digital line"

// line is a digital line that switches the light on and off.
type line struct {
	gpio.PinOut
	invert bool
	close  func()
}

func (l *line) frequency() physic.Frequency { return 0 }

func (l *line) steps() int { return 1 }

func (l *line) show(step int) error { return l.Out(gpio.Level(step > 0 != l.invert)) }

// Close gives the line back to the kernel, which may let it go dark.
func (l *line) Close() error {
	if l.close != nil {
		l.close()
	}
	return nil
}

// headerLine returns the line of a GPIO of the header, through periph and the
// kernel's character device. Nothing is asked of the kernel yet.
func headerLine(number int) (*gpioioctl.GPIOLine, error) {
	if _, err := driverreg.Init(); err != nil {
		return nil, fmt.Errorf("find the GPIO chips: %w", err)
	}
	for _, chip := range gpioioctl.Chips {
		if !strings.HasPrefix(chip.Label(), "pinctrl-") || number >= chip.LineCount() {
			continue
		}
		line := chip.ByNumber(number)
		if by := line.Consumer(); by != "" {
			return nil, fmt.Errorf("it is in use by %s", by)
		}
		return line, nil
	}
	return nil, errors.New("no GPIO chip of a Raspberry Pi can be read; the user has to be in the group gpio and see /dev/gpiochip0")
}

// requestLine returns the line for Light, and what gives it back.
func requestLine(number int) (gpio.PinOut, func(), error) {
	l, err := headerLine(number)
	if err != nil {
		return nil, nil, err
	}
	return l, l.Close, nil
}
