package lamp

import "math"

// Linear is a colour in linear light with sRGB's primaries and white, each
// part 0..1. Its largest part is 1 where it is a colour at full value.
type Linear [3]float64

// White is the colour without a hue: D65, sRGB's white.
var White = Linear{1, 1, 1}

// Linear returns the colour at full value in linear light: HSV with a value
// of 1, through sRGB's transfer function (IEC 61966-2-1).
func (c HS) Linear() Linear {
	var rgb Linear
	for i, third := range [3]float64{0, 2. / 3, 1. / 3} {
		_, turn := math.Modf(c.Hue + third)
		distance := math.Abs(turn*6-3) - 1 // from the middle of the part's dark third
		rgb[i] = expand(1 - c.Saturation*(1-clamp(distance, 0, 1)))
	}
	return rgb
}

// HS returns hue and saturation of a colour in linear light, whatever its
// value.
func (c Linear) HS() HS { return FromRGB(SRGB(c[0]), SRGB(c[1]), SRGB(c[2])) }

// FromRGB returns hue and saturation of sRGB values 0..1, as in HSV. A colour
// without a hue has hue 0; black counts as white, as in Home Assistant.
func FromRGB(r, g, b float64) HS {
	hi, lo := max(r, g, b), min(r, g, b)
	if hi <= lo {
		return HS{}
	}
	var sixths float64
	switch hi {
	case r:
		sixths = math.Mod((g-b)/(hi-lo)+6, 6)
	case g:
		sixths = (b-r)/(hi-lo) + 2
	default:
		sixths = (r-g)/(hi-lo) + 4
	}
	return HS{Hue: sixths / 6, Saturation: (hi - lo) / hi}
}

// FromMireds returns the colour of a black body at a temperature in
// reciprocal megakelvin, 40..598, at full value: the cubic fit of the
// Planckian locus by Kim et al., US patent 7024034.
func FromMireds(mireds float64) Linear {
	m := clamp(mireds, 40, 598) / 1000 // 1/kK
	var x, y float64
	if m > 0.25 {
		x = -0.2661239*m*m*m - 0.2343589*m*m + 0.8776956*m + 0.179910
	} else {
		x = -3.0258469*m*m*m + 2.1070379*m*m + 0.2226347*m + 0.240390
	}
	switch {
	case m > 1/2.222:
		y = -1.1063814*x*x*x - 1.34811020*x*x + 2.18555832*x - 0.20219683
	case m > 0.25:
		y = -0.9549476*x*x*x - 1.37418593*x*x + 2.09137015*x - 0.16748867
	default:
		y = 3.0817580*x*x*x - 5.87338670*x*x + 3.75112997*x - 0.37001483
	}
	return FromXY(x, y)
}

// FromXY returns the colour at full value of a CIE 1931 chromaticity, each
// 0..1, by the matrix of IEC 61966-2-1 with its white D65, clipped to the gamut.
func FromXY(x, y float64) Linear {
	z := 1 - x - y
	rgb := Linear{
		3.2404542*x - 1.5371385*y - 0.4985314*z,
		-0.9692660*x + 1.8760108*y + 0.0415560*z,
		0.0556434*x - 0.2040259*y + 1.0572252*z,
	}
	hi := max(rgb[0], rgb[1], rgb[2])
	for i := range rgb {
		rgb[i] = clamp(rgb[i]/hi, 0, 1)
	}
	return rgb
}

// luminance returns the relative luminance of a linear colour (the Y row of
// sRGB's matrix).
func (c Linear) luminance() float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// expand is sRGB's transfer function from the coded to the linear value.
func expand(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// SRGB returns the sRGB value of a part of linear light, both 0..1: the inverse
// of expand.
func SRGB(v float64) float64 {
	if v <= 0.0031308 {
		return v * 12.92
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}
