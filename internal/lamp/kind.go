package lamp

import "slices"

// Kind says which channels of light a lamp has.
type Kind string

// The kinds of lamp.
const (
	OnOff  Kind = "onoff"  // one white channel that is on or off
	Dimmer Kind = "dimmer" // one white channel
	CCT    Kind = "cct"    // a warm and a cold white channel
	RGB    Kind = "rgb"    // red, green and blue
	RGBW   Kind = "rgbw"   // red, green, blue and one white
	RGBWW  Kind = "rgbww"  // red, green, blue, warm and cold white
)

// Kinds lists every kind.
var Kinds = []Kind{OnOff, Dimmer, CCT, RGB, RGBW, RGBWW}

// ColorMode names what a colour is given by, in the words of Home Assistant's
// JSON light schema.
type ColorMode string

// The colour modes.
const (
	ModeOnOff       ColorMode = "onoff"      // neither brightness nor colour
	ModeBrightness  ColorMode = "brightness" // brightness alone
	ModeTemperature ColorMode = "color_temp" // mireds
	ModeHS          ColorMode = "hs"         // hue and saturation
	ModeWhite       ColorMode = "white"      // the white channels alone
)

// MaxChannels is the number of channels of the largest kind.
const MaxChannels = 5

var channels = map[Kind][]string{
	OnOff:  {"white"},
	Dimmer: {"white"},
	CCT:    {"warm", "cold"},
	RGB:    {"red", "green", "blue"},
	RGBW:   {"red", "green", "blue", "white"},
	RGBWW:  {"red", "green", "blue", "warm", "cold"},
}

var colorModes = map[Kind][]ColorMode{
	OnOff:  {ModeOnOff},
	Dimmer: {ModeBrightness},
	CCT:    {ModeTemperature},
	RGB:    {ModeHS},
	RGBW:   {ModeHS, ModeTemperature, ModeWhite},
	RGBWW:  {ModeHS, ModeTemperature, ModeWhite},
}

// Channels returns the names of the kind's channels, in the order of Levels.
// The slice is shared: do not write to it.
func (k Kind) Channels() []string { return channels[k] }

// ColorModes returns the modes that a state of this kind can have. The first
// is the mode of a lamp that has never been told a colour. The slice is
// shared: do not write to it.
func (k Kind) ColorModes() []ColorMode { return colorModes[k] }

// Dimmable tells whether the kind has a brightness.
func (k Kind) Dimmable() bool { return k != OnOff }

// HasColor tells whether the kind can show a hue.
func (k Kind) HasColor() bool { return k.Has(ModeHS) }

// hasWhite tells whether the kind has white channels that can be dimmed.
func (k Kind) hasWhite() bool { return k != OnOff && k != RGB }

// Has tells whether the kind advertises a colour mode.
func (k Kind) Has(m ColorMode) bool { return slices.Contains(colorModes[k], m) }
