package lamp

import "math"

// flame is the colour temperature of a candle, 1850 K, in reciprocal
// megakelvin.
const flame = 1e6 / 1850

// candle flickers: spells of calm and of draught, in which the flame dips,
// quickly and irregularly, to a third of its lightness at most. It is as warm
// as a candle, or as the lamp can be, where white or nearly white is asked
// for, and redder in its dips; any other colour stays.
func candle(f Fixture, base Look, t float64, seed uint64) Look {
	draught := noise(t/3, seed)
	flutter := 0.6*noise(t*3, seed+1) + 0.4*noise(t*8, seed+2)
	dip := (0.15 + 0.5*draught*draught) * flutter
	base.Lightness *= 1 - dip
	if base.White < 1 && base.Color.HS().Saturation >= 0.25 {
		return base
	}
	base.Mireds = flame
	if f.Kind.HasColor() {
		base.Color, base.White = FromMireds(flame+80*dip), 0
	}
	return base
}

// noise is smooth value noise 0..1: random at whole t, eased between.
func noise(t float64, seed uint64) float64 {
	whole, part := math.Modf(t)
	ease := part * part * (3 - 2*part)
	return mix(random(uint64(whole), seed), random(uint64(whole)+1, seed), ease)
}

// random returns a number 0..1 that is fixed by n and the seed (the finaliser
// of SplitMix64).
func random(n, seed uint64) float64 {
	z := n*0x9e3779b97f4a7c15 + seed*0xd1342543de82ef95
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	return float64(z>>11) / (1 << 53)
}
