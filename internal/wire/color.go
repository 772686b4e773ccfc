package wire

import (
	"slices"
	"strings"

	"lampd/internal/lamp"
)

// color decodes a colour: an object in one of four models, or a string.
func color(c *Command, v value) error {
	var hs lamp.HS
	var err error
	switch data := v.data.(type) {
	case string:
		hs, err = colorText(v, data)
	case object:
		hs, err = colorObject(v, data)
	default:
		err = v.refuse("is neither an object nor a string")
	}
	if err == nil {
		c.Color = &hs
	}
	return err
}

// model is a way to give a colour as numbers, from 0 up.
type model struct {
	keys []string
	high []float64
	hs   func(n []float64) lamp.HS
}

var models = []model{
	{[]string{"h", "s"}, []float64{360, 100}, func(n []float64) lamp.HS { return lamp.HS{Hue: n[0] / 360, Saturation: n[1] / 100} }},
	{[]string{"r", "g", "b"}, []float64{255, 255, 255}, func(n []float64) lamp.HS { return lamp.FromRGB(n[0]/255, n[1]/255, n[2]/255) }},
	{[]string{"x", "y"}, []float64{1, 1}, func(n []float64) lamp.HS { return lamp.FromXY(n[0], n[1]).HS() }},
}

// colorObject decodes an object that has exactly the keys of one model.
func colorObject(v value, members object) (lamp.HS, error) {
	if len(members) == 1 && members[0].key == "color.hex" {
		return colorHex(members[0])
	}
	for _, m := range models {
		if values, ok := m.pick(members); ok {
			return m.read(values)
		}
	}
	return lamp.HS{}, v.refuse("has not just h and s, or r, g and b, or x and y, or hex")
}

// pick puts the members into the model's order, if they are the model's.
func (m model) pick(members object) ([]value, bool) {
	values := make([]value, len(m.keys))
	for _, v := range members {
		i := slices.Index(m.keys, strings.TrimPrefix(v.key, "color."))
		if i < 0 {
			return nil, false
		}
		values[i] = v
	}
	return values, len(members) == len(m.keys)
}

// read decodes the numbers of a model.
func (m model) read(values []value) (lamp.HS, error) {
	n := make([]float64, len(values))
	for i, v := range values {
		var err error
		if n[i], err = v.number(0, m.high[i]); err != nil {
			return lamp.HS{}, err
		}
	}
	return m.hs(n), nil
}

func colorHex(v value) (lamp.HS, error) {
	s, ok := v.data.(string)
	if hs, good := hex(s); ok && good && len(s) == len("#rrggbb") {
		return hs, nil
	}
	return lamp.HS{}, v.refuse("is not of the form #rrggbb")
}

// colorText decodes #rgb, #rrggbb or a name of CSS, in any case.
func colorText(v value, s string) (lamp.HS, error) {
	if hs, ok := hex(s); ok {
		return hs, nil
	}
	if hs, ok := named(strings.ToLower(s)); ok {
		return hs, nil
	}
	return lamp.HS{}, v.refuse("is neither a CSS colour name nor #rgb nor #rrggbb")
}

// colorList reads rgb(r,g,b) and h,s as the objects that say the same.
func colorList(text string) (value, bool) {
	m, list := models[0], text
	if inner, ok := strings.CutPrefix(strings.ToLower(text), "rgb("); ok {
		m = models[1]
		if list, ok = strings.CutSuffix(inner, ")"); !ok {
			return value{}, false
		}
	}
	parts := strings.Split(list, ",")
	if len(parts) != len(m.keys) {
		return value{}, false
	}
	var members object
	for i, part := range parts {
		members = append(members, number("color."+m.keys[i], part))
	}
	return value{key: "color", text: text, data: members}, true
}
