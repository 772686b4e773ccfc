package lamp

import "time"

// Options is the [lamp] part of the configuration, and what belongs to it
// from [output.white].
type Options struct {
	// Kind says which channels the lamp has. Default: RGB.
	Kind Kind
	// PowerOn is what the lamp shows after a power cut: "last", "on", "off",
	// or a JSON command as text. A restart of the service never changes the
	// light. Default: "last".
	PowerOn string
	// Transition is the length of a fade when a command names none,
	// 0 to 6553 s. Default: 400 ms.
	Transition time.Duration
	// OnExit is what the pins do after a wanted stop: "hold" or "dark".
	// Default: "hold".
	OnExit string
	// Warm and Cold are the colour temperatures of the white channels in
	// reciprocal megakelvin. Default: 2700 K and 6500 K.
	Warm, Cold float64
}

// Fixture returns what a lamp with these options can show.
func (o Options) Fixture() Fixture { return Fixture{Kind: o.Kind, Warm: o.Warm, Cold: o.Cold} }
