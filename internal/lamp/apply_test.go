package lamp

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func p[T any](v T) *T { return &v }

var (
	on     = PowerOn
	off    = PowerOff
	toggle = PowerToggle
)

func TestApply(t *testing.T) {
	lit := State{On: true, Brightness: 0.5, Mode: ModeHS, Hue: 0.1, Saturation: 1, Mireds: 250, Speed: 1, Client: "old", Version: 7}
	dark := lit
	dark.On = false
	zero := lit
	zero.Zero = true
	with := func(s State, f func(*State)) State {
		s.Client = ""
		s.Version++
		f(&s)
		return s
	}
	same := func(s State) State { s.Client = ""; return s }
	for name, c := range map[string]struct {
		from   State
		change Change
		want   State
	}{
		"on lights":                        {dark, Change{Power: &on}, with(dark, func(s *State) { s.On = true })},
		"on when on changes nothing":       {lit, Change{Power: &on}, same(lit)},
		"off darkens and keeps the level":  {lit, Change{Power: &off}, with(lit, func(s *State) { s.On = false })},
		"toggle lights":                    {dark, Change{Power: &toggle}, with(dark, func(s *State) { s.On = true })},
		"toggle darkens":                   {lit, Change{Power: &toggle}, with(lit, func(s *State) { s.On = false })},
		"toggle lights a zero":             {zero, Change{Power: &toggle}, with(zero, func(s *State) { s.Zero = false })},
		"brightness turns on":              {dark, Change{Brightness: p(1.)}, with(dark, func(s *State) { s.On, s.Brightness = true, 1 })},
		"brightness 0 is off and keeps":    {lit, Change{Brightness: p(0.)}, with(lit, func(s *State) { s.On = false })},
		"off with a level stores it":       {lit, Change{Power: &off, Brightness: p(1.)}, with(lit, func(s *State) { s.On, s.Brightness = false, 1 })},
		"on with 0 is level 1":             {dark, Change{Power: &on, Brightness: p(0.)}, with(dark, func(s *State) { s.On, s.Brightness = true, 1./255 })},
		"off with 0 keeps":                 {lit, Change{Power: &off, Brightness: p(0.)}, with(lit, func(s *State) { s.On = false })},
		"null keeps off with a level":      {dark, Change{KeepPower: true, Brightness: p(1.)}, with(dark, func(s *State) { s.Brightness = 1 })},
		"null keeps off with a colour":     {dark, Change{KeepPower: true, Color: &HS{0.5, 1}}, with(dark, func(s *State) { s.Hue = 0.5 })},
		"a colour turns on":                {dark, Change{Color: &HS{0.5, 1}}, with(dark, func(s *State) { s.On, s.Hue = true, 0.5 })},
		"a step up":                        {lit, Change{Step: p(10. / 255)}, with(lit, func(s *State) { s.Brightness = 138. / 255 })},
		"a step down stays light":          {lit, Change{Step: p(-1.)}, with(lit, func(s *State) { s.Brightness = 1. / 255 })},
		"a step does not turn on":          {dark, Change{Step: p(1.)}, with(dark, func(s *State) { s.Brightness = 1 })},
		"a move goes to the end":           {lit, Change{Move: p(0.1)}, with(lit, func(s *State) { s.Brightness = 1 })},
		"a move down ends light":           {lit, Change{Move: p(-0.1)}, with(lit, func(s *State) { s.Brightness = 1. / 255 })},
		"a move does nothing when dark":    {dark, Change{Move: p(0.1)}, same(dark)},
		"an effect turns on":               {dark, Change{Effect: p("breathe")}, with(dark, func(s *State) { s.On, s.Effect = true, "breathe" })},
		"the course's zero is a level":     {lit, Change{Brightness: p(0.), KeepPower: true, ZeroIsLevel: true}, with(lit, func(s *State) { s.Zero = true })},
		"the course's on keeps the zero":   {zero, Change{Power: &on, ZeroIsLevel: true}, same(zero)},
		"our on ends the zero":             {zero, Change{Power: &on}, with(zero, func(s *State) { s.Zero = false })},
		"the course's least is level 1":    {lit, Change{Brightness: p(0.002), KeepPower: true, ZeroIsLevel: true}, with(lit, func(s *State) { s.Brightness = 1. / 255 })},
		"the course's level ends the zero": {zero, Change{Brightness: p(1.), KeepPower: true, ZeroIsLevel: true}, with(zero, func(s *State) { s.Zero, s.Brightness = false, 1 })},
		"a colour temperature becomes a hue": {lit, Change{Mireds: p(370.)}, with(lit, func(s *State) {
			s.Mireds = 370
			hs := FromMireds(370).HS()
			s.Hue, s.Saturation = hs.Hue, hs.Saturation
		})},
		"a temperature is clamped": {lit, Change{Mireds: p(600.)}, with(lit, func(s *State) {
			s.Mireds = 500
			hs := FromMireds(500).HS()
			s.Hue, s.Saturation = hs.Hue, hs.Saturation
		})},
		"only a client changes only the client": {lit, Change{Client: "new"}, func() State { s := lit; s.Client = "new"; return s }()},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.Course = c.change.ZeroIsLevel
			got, err := c.from.Apply(c.change, Fixture{Kind: RGB})
			if err != nil || got != c.want {
				t.Errorf("got  %+v %v\nwant %+v", got, err, c.want)
			}
		})
	}
}

func TestAColourEndsAnEffectAndDarknessToo(t *testing.T) {
	s := State{On: true, Brightness: 1, Mode: ModeHS, Effect: "candle", Speed: 2}
	for name, c := range map[string]Change{
		"colour": {Color: &HS{0.5, 1}}, "temperature": {Mireds: p(300.)}, "off": {Power: &off}, "none": {Effect: p("")}, "zero": {Brightness: p(0.)},
	} {
		if got, _ := s.Apply(c, Fixture{Kind: RGB}); got.Effect != "" || got.Speed != 1 {
			t.Errorf("%s leaves effect %q at speed %v", name, got.Effect, got.Speed)
		}
	}
	if got, _ := s.Apply(Change{Brightness: p(0.5)}, Fixture{Kind: RGB}); got.Effect != "candle" {
		t.Error("a brightness ends the effect")
	}
}

func TestWhatALampCannotDoIsRefusedWhole(t *testing.T) {
	for _, c := range []struct {
		kind   Kind
		change Change
		key    string
	}{
		{OnOff, Change{Brightness: p(0.5)}, "brightness:"},
		{OnOff, Change{Step: p(0.5)}, "brightness_step:"},
		{OnOff, Change{Move: p(0.5)}, "brightness_move:"},
		{OnOff, Change{White: p(0.5)}, "white:"},
		{Dimmer, Change{Color: &HS{}}, "color:"},
		{Dimmer, Change{Mireds: p(300.)}, "color_temp:"},
		{CCT, Change{Color: &HS{}}, "color:"},
		{RGB, Change{White: p(0.5)}, "white:"},
		{Dimmer, Change{Effect: p("rainbow")}, "effect:"},
		{RGB, Change{Effect: p("disco")}, "effect:"},
	} {
		f := Fixture{Kind: c.kind, Warm: 370, Cold: 154}
		from := f.First()
		c.change.Power, c.change.Client = &off, "x"
		got, err := from.Apply(c.change, f)
		if err == nil || !strings.HasPrefix(err.Error(), c.key) {
			t.Errorf("%s %s: error %v", c.kind, c.key, err)
		}
		if got != from {
			t.Errorf("%s %s: half applied: %+v", c.kind, c.key, got)
		}
	}
}

// anyChange draws a change with values in range, for any kind of lamp.
func anyChange(t *rapid.T) Change {
	var c Change
	maybe := func(label string) bool { return rapid.IntRange(0, 3).Draw(t, label) == 0 }
	share := func(label string, lo float64) *float64 { return p(rapid.Float64Range(lo, 1).Draw(t, label)) }
	if maybe("power?") {
		c.Power = p(rapid.SampledFrom([]Power{PowerOff, PowerOn, PowerToggle}).Draw(t, "power"))
	}
	c.KeepPower, c.ZeroIsLevel = maybe("keep"), maybe("course")
	if maybe("brightness?") {
		c.Brightness = share("brightness", 0) // any: the course's words are not whole levels
	}
	if maybe("step?") {
		c.Step = share("step", -1)
	}
	if maybe("move?") {
		c.Move = share("move", -1)
	}
	if maybe("color?") {
		c.Color = &HS{*share("hue", 0), *share("saturation", 0)}
	}
	if maybe("mireds?") {
		c.Mireds = p(rapid.Float64Range(153, 500).Draw(t, "mireds"))
	}
	if maybe("white?") {
		c.White = share("white", 1./255)
	}
	if maybe("effect?") {
		c.Effect = p(rapid.SampledFrom([]string{"", "breathe", "rainbow", "disco"}).Draw(t, "effect"))
	}
	return c
}

func TestEveryChangeLeavesAStateThatTheLampCanHave(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyKind(t)
		s := f.First()
		for range rapid.IntRange(1, 10).Draw(t, "changes") {
			next, err := s.Apply(anyChange(t), f)
			if err != nil && next != s {
				t.Fatalf("refused with %v but changed: %+v -> %+v", err, s, next)
			}
			if f.fit(next) != next {
				t.Fatalf("%+v is no state of %s: %+v", next, f.Kind, f.fit(next))
			}
			if next.Version < s.Version || next.Version > s.Version+1 {
				t.Fatalf("version goes from %d to %d", s.Version, next.Version)
			}
			s = next
		}
	})
}

func TestDarknessHasNoEffect(t *testing.T) {
	f := Fixture{Kind: RGB}
	s := f.First()
	s.On, s.Effect, s.Speed = false, "candle", 2
	if got := f.fit(s); got.Effect != "" || got.Speed != 1 {
		t.Errorf("a dark lamp has the effect %q at speed %v", got.Effect, got.Speed)
	}
}

func TestOnMeansLight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyKind(t)
		s := anyState(t, f, "state")
		s.On = true
		var last float64
		for n := 1; n <= 255; n++ {
			s.Brightness = float64(n) / 255
			var levels [MaxChannels]float64
			brightest := slices.Max(f.Levels(f.Look(s), &levels))
			if brightest <= 0 || brightest < last {
				t.Fatalf("level %d of %+v has a brightest channel of %v after %v", n, s, brightest, last)
			}
			for c, v := range levels {
				if v < 0 || v > 1 || math.IsNaN(v) {
					t.Fatalf("level %d of %+v gives channel %d the light %v", n, s, c, v)
				}
			}
			last = brightest
		}
	})
}
