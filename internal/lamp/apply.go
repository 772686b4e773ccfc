package lamp

import "math"

// Apply returns the state after a change, or s itself and an error that names
// the key which this fixture cannot do. It is the whole change or nothing. The
// version rises by one when anything but the client differs.
func (s State) Apply(c Change, f Fixture) (State, error) {
	if err := f.accepts(c); err != nil {
		return s, err
	}
	next := s
	next.power(c)
	next.brightness(c)
	next.color(c, f)
	next.effect(c)
	next.Client, next.Course = c.Client, c.ZeroIsLevel
	return next.after(s), nil
}

// power applies what the change says of on and off, spoken or not.
func (s *State) power(c Change) {
	was := s.Lit()
	switch {
	case c.Power != nil && *c.Power == PowerToggle:
		s.On, s.Zero = !was, false
	case c.Power != nil:
		s.On = *c.Power == PowerOn
		s.Zero = s.Zero && c.ZeroIsLevel
	case c.KeepPower:
	case c.Brightness != nil && *c.Brightness == 0 && c.White == nil && !c.ZeroIsLevel:
		s.On = false
	case c.asksForLight():
		s.On, s.Zero = true, false
	}
}

// brightness applies levels and steps. Zero keeps the former level; beside an
// ON it is the lowest one.
func (s *State) brightness(c Change) {
	switch {
	case c.White != nil:
		s.Brightness, s.Zero = *c.White, false
	case c.Brightness == nil:
	case *c.Brightness > 0:
		s.Brightness, s.Zero = max(lowest, *c.Brightness), false
	case c.ZeroIsLevel:
		s.Zero = true
	case c.Power != nil && s.On:
		s.Brightness = lowest
	}
	if c.Step != nil {
		s.Brightness = max(lowest, math.Round(clamp(s.Brightness+*c.Step, 0, 1)*255)/255)
	}
	if c.Move != nil && *c.Move != 0 && s.Lit() {
		s.Brightness = lowest
		if *c.Move > 0 {
			s.Brightness = 1
		}
	}
}

// lowest is the least brightness of a lamp that is on.
const lowest = 1. / 255

// color applies colour, temperature and white, which end an effect.
func (s *State) color(c Change, f Fixture) {
	if c.Color != nil {
		s.Mode, s.Hue, s.Saturation = ModeHS, c.Color.Hue, c.Color.Saturation
	}
	if c.Mireds != nil {
		cold, warm := f.MiredRange()
		s.Mireds = clamp(*c.Mireds, cold, warm)
		s.Mode = ModeTemperature
		if !f.Kind.Has(ModeTemperature) {
			hs := FromMireds(s.Mireds).HS()
			s.Mode, s.Hue, s.Saturation = ModeHS, hs.Hue, hs.Saturation
		}
	}
	if c.White != nil && f.Kind.Has(ModeWhite) {
		s.Mode = ModeWhite
	}
	if c.Color != nil || c.Mireds != nil || c.White != nil {
		s.Effect, s.Speed = "", 1
	}
}

// effect starts and ends effects; darkness has none.
func (s *State) effect(c Change) {
	if c.Effect != nil {
		s.Effect, s.Speed = *c.Effect, 1
	}
	if c.Speed != nil {
		s.Speed = *c.Speed
	}
	if e := effectNamed(s.Effect); e != nil && e.fastest > 0 {
		s.Speed = min(s.Speed, e.fastest)
	}
	if !s.Lit() || s.Effect == "" {
		s.Effect, s.Speed = "", 1
	}
}
