package panel

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lampd/internal/fleet"
)

// scenes are by name.
type scenes map[string]scene

// scene is a command for each of some lamps, in the words of docs/topics.md.
type scene map[string]json.RawMessage

func (s scenes) names() []string { return slices.Sorted(maps.Keys(s)) }

func (s scene) lamps() []string { return slices.Sorted(maps.Keys(s)) }

// mostColors is how many colours stand for a scene.
const mostColors = 4

// colors returns some of the scene's different lights as #rrggbb, of lamps that
// are lit; what makes no sense is left out.
func (s scene) colors() []string {
	colors := []string{}
	for _, id := range s.lamps() {
		c, err := fleet.ParseCommand(s[id])
		r := fleet.Report{}
		switch {
		case err != nil:
			continue
		case c.Color != nil:
			r.Mode, r.Hue, r.Saturation = "hs", c.Color.Hue, c.Color.Saturation
		case c.Mireds != nil:
			r.Mode, r.Mireds = "color_temp", *c.Mireds
		case c.Brightness == nil && c.White == nil:
			continue
		}
		if color := fleet.Hex(fleet.Color(r.State)); len(colors) < mostColors && !slices.Contains(colors, color) {
			colors = append(colors, color)
		}
	}
	return colors
}

// The bounds of what is kept.
const (
	mostScenes  = 200
	longestName = 40 // characters
)

// keep adds a scene, or puts it in the place of another of its name.
func (s scenes) keep(name string, kept scene) error {
	switch _, known := s[name]; {
	case strings.TrimSpace(name) != name || name == "":
		return errors.New("a scene needs a name that neither begins nor ends with a space")
	case !utf8.ValidString(name) || utf8.RuneCountInString(name) > longestName || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return fmt.Errorf("a scene's name has 1 to %d characters that can be seen", longestName)
	case !known && len(s) >= mostScenes:
		return fmt.Errorf("there are %d scenes already: forget one", mostScenes)
	}
	s[name] = kept
	return nil
}

// forget removes a scene.
func (s scenes) forget(name string) error {
	if _, known := s[name]; !known {
		return fmt.Errorf("there is no scene %q", name)
	}
	delete(s, name)
	return nil
}

// sceneOf makes a scene of what the lamps that are online were asked for last;
// without ids of all.
func sceneOf(lamps []fleet.Lamp, ids []string) scene {
	kept := scene{}
	for _, l := range lamps {
		if l.Presence == fleet.Online && l.State != nil && (len(ids) == 0 || slices.Contains(ids, l.ID)) {
			kept[l.ID] = commandFor(*l.State)
		}
	}
	return kept
}

// commandFor returns the command that brings a lamp back to a state.
func commandFor(r fleet.Report) json.RawMessage {
	if !r.Lit() {
		return json.RawMessage(`{"state":"OFF"}`)
	}
	c := map[string]any{"state": "ON", "effect": "off"}
	level := math.Round(r.Brightness * 255)
	if r.Mode != "onoff" && r.Mode != "white" {
		c["brightness"] = level
	}
	if r.Effect != "" {
		c["effect"] = r.Effect
	}
	switch r.Mode {
	case "hs":
		c["color"] = map[string]float64{"h": math.Round(r.Hue*360000) / 1000, "s": math.Round(r.Saturation*100000) / 1000}
	case "color_temp":
		c["color_temp"] = math.Round(r.Mireds)
	case "white":
		c["white"] = level
	}
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // a NaN: a mistake in this program
	}
	return text
}
