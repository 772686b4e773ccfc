package hacheck

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// light is light/schema_json.py _PLATFORM_SCHEMA_BASE, as far as it is not
// deprecated.
var light = entity.with(schema{
	"schema":                oneOf("json"), // light/schema.py; else the basic schema is taken
	"command_topic":         topic,
	"state_topic":           topic,
	"brightness":            boolean,
	"brightness_scale":      positive,
	"white_scale":           positive,
	"color_temp_kelvin":     boolean,
	"effect":                boolean,
	"effect_list":           listOf(text),
	"flash":                 boolean,
	"flash_time_short":      positive,
	"flash_time_long":       positive,
	"transition":            boolean,
	"min_kelvin":            positive,
	"max_kelvin":            positive,
	"supported_color_modes": listOf(oneOf("onoff", "brightness", "color_temp", "hs", "xy", "rgb", "rgbw", "rgbww", "white")),
})

// lightModes applies homeassistant/components/light/__init__.py
// valid_supported_color_modes, and what makes sense of the rest.
func lightModes(key string, c map[string]any) error {
	modes, _ := c["supported_color_modes"].([]any)
	has := func(mode string) bool { return slices.Contains(modes, any(mode)) }
	_, kelvin := c["min_kelvin"]
	low, _ := c["min_kelvin"].(float64)
	high, _ := c["max_kelvin"].(float64)
	switch {
	case (has("onoff") || has("brightness")) && len(modes) > 1:
		return fmt.Errorf("%s: onoff and brightness stand alone", key)
	case has("white") && !has("hs"):
		return fmt.Errorf("%s: white stands only beside a colour", key)
	case !has("onoff") && c["brightness"] != true: // _scale_rgbxx scales colours else
		return fmt.Errorf("%s: brightness is not true", key)
	case has("color_temp") != kelvin || kelvin && low >= high:
		return fmt.Errorf("%s: kelvin from %v to %v", key, low, high)
	case (c["effect"] == true) != (c["effect_list"] != nil):
		return fmt.Errorf("%s: effect without effect_list", key)
	}
	return nil
}

// State tells what is wrong with a state of the light that an announcement
// describes: light/schema_json.py _state_received and _update_color.
func State(discovery, payload []byte) error {
	var d struct {
		Components struct {
			Light struct {
				Modes   []string `json:"supported_color_modes"`
				Effects []string `json:"effect_list"`
			} `json:"light"`
		} `json:"components"`
	}
	var s map[string]any
	if err := errors.Join(json.Unmarshal(discovery, &d), json.Unmarshal(payload, &s)); err != nil {
		return err
	}
	mode, _ := s["color_mode"].(string)
	if !slices.Contains(d.Components.Light.Modes, mode) {
		return fmt.Errorf("color_mode %q is not in %q", mode, d.Components.Light.Modes)
	}
	if s["state"] != "ON" && s["state"] != "OFF" {
		return fmt.Errorf("state %v is neither ON nor OFF", s["state"])
	}
	if effects := d.Components.Light.Effects; effects != nil {
		if effect, _ := s["effect"].(string); !slices.Contains(effects, effect) {
			return fmt.Errorf("effect %v is not in %q", s["effect"], effects)
		}
	}
	return model(mode, s)
}

// model checks brightness and colour: 1..255, and the one model that is named.
func model(mode string, s map[string]any) error {
	whole := func(key string, low, high float64) error {
		if f, ok := s[key].(float64); !ok || f != math.Trunc(f) || f < low || f > high {
			return fmt.Errorf("%s %v is not whole in %v..%v", key, s[key], low, high)
		}
		return nil
	}
	color, hasColor := s["color"].(map[string]any)
	_, hasTemp := s["color_temp"]
	switch {
	case hasColor != (mode == "hs"):
		return fmt.Errorf("color beside color_mode %s", mode)
	case hasTemp != (mode == "color_temp"):
		return fmt.Errorf("color_temp beside color_mode %s", mode)
	case hasColor:
		h, okH := color["h"].(float64)
		s, okS := color["s"].(float64)
		if len(color) != 2 || !okH || !okS || h < 0 || h > 360 || s < 0 || s > 100 {
			return fmt.Errorf("color %v is not h 0..360 and s 0..100", color)
		}
	case hasTemp:
		if err := whole("color_temp", 1, 1000); err != nil {
			return err
		}
	}
	if mode == "onoff" {
		if s["brightness"] != nil {
			return fmt.Errorf("brightness beside color_mode onoff")
		}
		return nil
	}
	return whole("brightness", 1, 255)
}
