package lamp

import "math"

// oklab is a colour in Björn Ottosson's Oklab space (2020), in which equal
// distances look alike: lightness, green to red, blue to yellow.
type oklab [3]float64

// oklab converts linear sRGB by the matrices of the 2021-01-25 revision.
func (c Linear) oklab() oklab {
	l := math.Cbrt(0.4122214708*c[0] + 0.5363325363*c[1] + 0.0514459929*c[2])
	m := math.Cbrt(0.2119034982*c[0] + 0.6806995451*c[1] + 0.1073969566*c[2])
	s := math.Cbrt(0.0883024619*c[0] + 0.2817188376*c[1] + 0.6299787005*c[2])
	return oklab{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

// linear converts back, clipped to the gamut.
func (c oklab) linear() Linear {
	l := c[0] + 0.3963377774*c[1] + 0.2158037573*c[2]
	m := c[0] - 0.1055613458*c[1] - 0.0638541728*c[2]
	s := c[0] - 0.0894841775*c[1] - 1.2914855480*c[2]
	l, m, s = l*l*l, m*m*m, s*s*s
	return Linear{
		clamp(4.0767416621*l-3.3077115913*m+0.2309699292*s, 0, 1),
		clamp(-1.2684380046*l+2.6097574011*m-0.3413193965*s, 0, 1),
		clamp(-0.0041960863*l-0.7034186147*m+1.7076147010*s, 0, 1),
	}
}
