package hacheck

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Commands returns what Home Assistant sends for each thing that a person can
// do with the light of an announcement: light/schema_json.py async_turn_on,
// async_turn_off and _set_flash_and_transition, with the keys in their order.
func Commands(discovery []byte) ([]string, error) {
	var d struct {
		Components struct {
			Light struct {
				Modes      []string `json:"supported_color_modes"`
				Brightness bool     `json:"brightness"`
				Effects    []string `json:"effect_list"`
				Flash      bool     `json:"flash"`
				Short      int      `json:"flash_time_short"`
				Long       int      `json:"flash_time_long"`
				Transition bool     `json:"transition"`
				MinKelvin  int      `json:"min_kelvin"`
				MaxKelvin  int      `json:"max_kelvin"`
			} `json:"light"`
		} `json:"components"`
	}
	if err := json.Unmarshal(discovery, &d); err != nil {
		return nil, err
	}
	l := d.Components.Light
	all := []string{`{"state":"OFF"}`, `{"state":"ON"}`}
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(`{"state":"ON"`+format+`}`, args...)) }
	if l.Brightness {
		for _, level := range []int{1, 2, 77, 128, 254, 255} {
			say(`,"brightness":%d`, level)
		}
	}
	if l.Transition {
		say(`,"transition":0.25`)
		all = append(all, `{"state":"OFF","transition":0.5}`)
	}
	if l.Flash {
		say(`,"flash":%d`, l.Short)
		say(`,"transition":1.0,"flash":%d`, l.Long)
		all = append(all, fmt.Sprintf(`{"state":"OFF","flash":%d}`, l.Short))
	}
	if slices.Contains(l.Modes, "hs") {
		for hue := 0.0; hue <= 360; hue += 22.5 {
			say(`,"color":{"h":%.1f,"s":%.3f}`, hue, 100-hue/7)
		}
		say(`,"color":{"h":28.391,"s":65.659},"transition":1.0,"brightness":40`)
	}
	if slices.Contains(l.Modes, "color_temp") {
		for k := l.MinKelvin; k <= l.MaxKelvin; k += (l.MaxKelvin - l.MinKelvin) / 5 {
			say(`,"color_temp":%d`, int(math.Floor(1e6/float64(k))))
		}
	}
	if slices.Contains(l.Modes, "white") {
		say(`,"white":1`)
		say(`,"transition":0.5,"white":200`)
	}
	for _, effect := range l.Effects {
		say(`,"effect":%q`, effect)
	}
	return all, nil
}
