package gpio

// label is what periph asks of every pin, for pins that are driven by their
// channel and not by a number.
type label string

// String returns the pin's name.
func (l label) String() string { return string(l) }

// Name returns the pin's name.
func (l label) Name() string { return string(l) }

// Number returns -1: the pin is known by its name.
func (l label) Number() int { return -1 }

// Function returns "PWM".
func (l label) Function() string { return "PWM" }

// Halt does nothing: what is lit stays lit.
func (l label) Halt() error { return nil }
