package lamp

// Look is what the eye sees at one instant: a point on the way of a fade.
// Colour and white are two lights that are mixed, so that a lamp with white
// channels can fade from one to the other.
type Look struct {
	Lightness float64 `json:"lightness"` // L*/100, 0 (dark) to 1
	Color     Linear  `json:"color"`     // of the coloured part
	White     float64 `json:"white"`     // share of the white part, 0..1
	Mireds    float64 `json:"mireds"`    // temperature of the white part
}

// luminance returns the relative luminance of the whole, 0..1.
func (l Look) luminance() float64 { return Luminance(l.Lightness) * l.fullLuminance() }

// fullLuminance returns the luminance that the look's colour has at full
// lightness.
func (l Look) fullLuminance() float64 { return (1-l.White)*l.Color.luminance() + l.White }

// Fixture is what a lamp can show: its channels, and the temperatures of its
// white ones in reciprocal megakelvin.
type Fixture struct {
	Kind       Kind
	Warm, Cold float64
}

// MiredRange returns the coldest and the warmest colour temperature that the
// fixture can show, in reciprocal megakelvin.
func (f Fixture) MiredRange() (cold, warm float64) {
	if f.tunable() {
		return f.Cold, f.Warm
	}
	return 153, 500
}

// tunable tells whether the fixture mixes warm and cold white.
func (f Fixture) tunable() bool { return f.Kind == CCT || f.Kind == RGBWW }

// First is the state of a lamp that has never been told anything: on, full,
// white.
func (f Fixture) First() State {
	cold, warm := f.MiredRange()
	return State{
		On:         true,
		Brightness: 1,
		Mode:       f.Kind.ColorModes()[0],
		Mireds:     clamp(250, cold, warm),
		Speed:      1,
	}
}

// Look returns how a state looks once it is reached, effects aside.
func (f Fixture) Look(s State) Look {
	l := Look{Color: White, Mireds: s.Mireds}
	if s.Lit() {
		l.Lightness = s.Brightness
		if !f.Kind.Dimmable() {
			l.Lightness = 1
		}
	}
	switch {
	case s.Mode == ModeHS:
		l.Color = HS{s.Hue, s.Saturation}.Linear()
	case s.Mode == ModeTemperature && f.Kind.HasColor() && !f.tunable():
		l.Color = FromMireds(s.Mireds)
	default:
		l.White = 1
	}
	return l
}

// neutral is the temperature of sRGB's white in reciprocal megakelvin.
const neutral = 1e6 / 6504

// Levels writes the linear light 0..1 of each channel of the kind into dst,
// in the order of Kind.Channels, and returns that part of dst.
func (f Fixture) Levels(l Look, dst *[MaxChannels]float64) []float64 {
	y := Luminance(l.Lightness)
	r, g, b := l.Color[0], l.Color[1], l.Color[2]
	common := min(r, g, b)
	color, white := (1-l.White)*y, l.White*y
	out := dst[:len(f.Kind.Channels())]
	switch f.Kind {
	case RGB:
		out[0], out[1], out[2] = r*color, g*color, b*color
	case RGBW:
		out[0], out[1], out[2] = (r-common)*color, (g-common)*color, (b-common)*color
		out[3] = common*color + white
	case RGBWW:
		day, tone := f.warmShare(neutral), f.warmShare(l.Mireds)
		out[0], out[1], out[2] = (r-common)*color, (g-common)*color, (b-common)*color
		out[3], out[4] = common*color*day+white*tone, common*color*(1-day)+white*(1-tone)
	case CCT:
		tone := f.warmShare(l.Mireds)
		out[0], out[1] = y*tone, y*(1-tone)
	default:
		out[0] = y
	}
	return out
}

// warmShare returns the share of the warm channel in a white of a
// temperature, 0..1, mixed by mireds between the fixture's ends.
func (f Fixture) warmShare(mireds float64) float64 {
	return clamp((mireds-f.Cold)/(f.Warm-f.Cold), 0, 1)
}
