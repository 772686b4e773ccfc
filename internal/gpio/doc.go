// Package gpio is what the lamp's pins are: it turns levels of light into
// duties and knows which part of which Raspberry Pi can hold them.
//
// It knows kernel PWM under /sys/class/pwm, digital lines through periph, the
// boards from Zero to 5 and what their config.txt must say, the push button,
// and a simulation of it all. The light it takes is linear and one value for
// each channel.
//
// It does not know colours, brightness, fades, the lamp's state, or that there
// is a network. It starts no goroutine but the button's, and never uses
// /dev/mem or periph's own PWM.
package gpio
