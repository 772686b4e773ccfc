package gpio

// name is what periph asks of every pin, for pins that are driven by their
// channel and not by a number.
type name string

// String returns the pin's name.
func (n name) String() string { return string(n) }

// Name returns the pin's name.
func (n name) Name() string { return string(n) }

// Number returns -1: the pin is known by its name.
func (n name) Number() int { return -1 }

// Function returns "PWM".
func (n name) Function() string { return "PWM" }

// Halt does nothing: what is lit stays lit.
func (n name) Halt() error { return nil }
