package lamp

import (
	"fmt"
	"slices"
	"strings"
)

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
	case c.White != nil && !f.Kind.hasWhite():
		return lacks("white", "white channel")
	case c.Effect != nil && *c.Effect != "" && !slices.Contains(f.Effects(), *c.Effect):
		return fmt.Errorf("effect: %.64q is none of %s", *c.Effect, strings.Join(f.Effects(), ", "))
	}
	return nil
}
