package lamp

// The colours of a sunrise before the asked-for one.
var (
	dawn    = HS{0, 1}.Linear()         // deep red
	morning = HS{35. / 360, 1}.Linear() // orange, at half-time
)

// sunrise rises from next to nothing to the asked-for light in half an hour.
// Its perceived lightness, colour included, rises evenly. A lamp with colour
// comes from deep red over orange, and its white channels join in the second
// half; tunable white comes from its warm end.
func sunrise(f Fixture, base Look, t float64, _ uint64) Look {
	u := clamp(t/(30*60), 0, 1)
	end := Lightness(base.luminance())
	lightness := mix(min(lowest, end), end, u)
	l := base
	l.Mireds = mix(max(flame, base.Mireds), base.Mireds, u)
	if f.Kind.HasColor() {
		l.Color, l.White = between(dawn, morning, 2*u), 0
		if u > 0.5 {
			l.White = mix(0, base.White, 2*u-1)
			l.Color = morning
			if base.White < 1 {
				l.Color = between(morning, base.Color, 2*u-1)
			}
		}
	}
	l.Lightness = Lightness(Luminance(lightness) / l.fullLuminance())
	return l
}

// between returns the colour at u, 0..1, on the straight line in Oklab.
func between(a, b Linear, u float64) Linear {
	from, to := a.oklab(), b.oklab()
	return oklab{mix(from[0], to[0], u), mix(from[1], to[1], u), mix(from[2], to[2], u)}.linear()
}
