package lamp

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

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

// after returns the state with the version that it has after a former one.
func (s State) after(former State) State {
	target := s
	target.Client, target.Course, target.Version = former.Client, former.Course, former.Version
	s.Version = former.Version
	if target != former {
		s.Version++
	}
	return s
}

// accepts tells what of a change the fixture cannot do.
func (f Fixture) accepts(c Change) error {
	lacks := func(key, what string) error {
		return fmt.Errorf("%s: a lamp of kind %s has no %s", key, f.Kind, what)
	}
	switch {
	case c.Brightness != nil && !f.Kind.Dimmable():
		return lacks("brightness", "brightness")
	case c.Step != nil && !f.Kind.Dimmable():
		return lacks("brightness_step", "brightness")
	case c.Move != nil && !f.Kind.Dimmable():
		return lacks("brightness_move", "brightness")
	case c.Color != nil && !f.Kind.HasColor():
		return lacks("color", "colour")
	case c.Mireds != nil && !f.Kind.HasColor() && !f.tunable():
		return lacks("color_temp", "colour temperature")
	case c.White != nil && !f.Kind.HasWhite():
		return lacks("white", "white channel")
	case c.Effect != nil && *c.Effect != "" && !slices.Contains(f.Effects(), *c.Effect):
		return fmt.Errorf("effect: %.64q is none of %s", *c.Effect, strings.Join(f.Effects(), ", "))
	}
	return nil
}

// asksForLight tells whether a change turns the lamp on without saying so.
func (c Change) asksForLight() bool {
	return c.Brightness != nil && *c.Brightness > 0 || c.Color != nil || c.Mireds != nil ||
		c.White != nil || c.Effect != nil && *c.Effect != ""
}

// Targets tells whether a change asks for a light, rather than only for a
// flash, or for nothing.
func (c Change) Targets() bool {
	return c.Power != nil || c.Brightness != nil || c.Step != nil || c.Move != nil || c.Color != nil ||
		c.Mireds != nil || c.White != nil || c.Effect != nil || c.Speed != nil
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
		s.Brightness, s.Zero = *c.Brightness, false
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

// Fit returns the state as a fixture can have it: a state that was saved by
// another kind of lamp, or by hand, keeps what still makes sense.
func (f Fixture) Fit(s State) State {
	first := f.First()
	if !(s.Brightness >= lowest && s.Brightness <= 1) {
		s.Brightness = first.Brightness
	}
	if !(s.Hue >= 0 && s.Hue <= 1 && s.Saturation >= 0 && s.Saturation <= 1) {
		s.Hue, s.Saturation = first.Hue, first.Saturation
	}
	if cold, warm := f.MiredRange(); !(s.Mireds >= cold && s.Mireds <= warm) {
		s.Mireds = first.Mireds
	}
	if !f.Kind.Has(s.Mode) {
		s.Mode = first.Mode
	}
	if !s.Lit() || !slices.Contains(f.Effects(), s.Effect) || !(s.Speed >= 0.1 && s.Speed <= 10) {
		s.Effect, s.Speed = "", 1
	}
	return s
}
