package wire

import (
	"math"
	"strings"

	"lampd/internal/lamp"
)

// Device is what Home Assistant is told about a lamp.
type Device struct {
	ID, Name       string
	Version, Board string
	Kind           lamp.Kind
	Effects        []string
	Cold, Warm     float64 // ends of the colour temperature in mireds, where there is one
	Temperature    bool    // info has the board's temperature
	Undervoltage   bool    // info tells of undervoltage
}

// fields are the members of a JSON object; they are written in the order of
// their names.
type fields map[string]any

// EncodeDiscovery writes the announcement of a device to Home Assistant's MQTT
// integration, with one light and what there is to diagnose. An empty retained
// payload takes it back. Home Assistant refuses the whole device for any root
// key that it does not know.
func EncodeDiscovery(d Device, t Topics) []byte {
	return marshal(fields{
		"device": fields{
			"identifiers":  []string{"lampd_" + d.ID},
			"name":         d.Name,
			"manufacturer": "lampd",
			"model":        "MQTT lamp, kind " + string(d.Kind),
			"hw_version":   d.Board,
			"sw_version":   d.Version,
		},
		"origin":                fields{"name": "lampd", "sw_version": d.Version},
		"availability_topic":    t.Presence,
		"payload_available":     "1",
		"payload_not_available": "0",
		"components":            d.components(t),
	})
}

// components are the entities by their ids.
func (d Device) components(t Topics) fields {
	all := fields{
		"light":        d.light(t),
		"identify":     d.identify(t),
		"problem":      d.problem(t),
		"started":      d.sensor(t, "started", "Started", fields{"device_class": "timestamp"}),
		"connects":     d.sensor(t, "connects", "Connects", fields{"state_class": "total_increasing"}),
		"heals":        d.sensor(t, "heals", "Presence heals", fields{"state_class": "total_increasing"}),
		"temperature":  fields{"platform": "sensor"}, // a platform alone takes back what was announced before
		"undervoltage": fields{"platform": "binary_sensor"},
	}
	if d.Temperature {
		all["temperature"] = d.sensor(t, "temperature", "Board temperature", fields{
			"device_class": "temperature", "state_class": "measurement", "unit_of_measurement": "°C",
		})
	}
	if d.Undervoltage {
		all["undervoltage"] = d.diagnostic("binary_sensor", "undervoltage", "Undervoltage", fields{
			"device_class":   "problem",
			"state_topic":    t.Info,
			"value_template": "{{ 'ON' if value_json.undervoltage else 'OFF' }}",
		})
	}
	return all
}

// light is the lamp itself, in the JSON schema. Its name is the device's.
func (d Device) light(t Topics) fields {
	f := fields{
		"schema":                "json",
		"name":                  nil,
		"command_topic":         t.Set[0],
		"state_topic":           t.State,
		"qos":                   1,
		"supported_color_modes": d.Kind.ColorModes(),
		"flash":                 true,
		"flash_time_short":      2,
		"flash_time_long":       10,
		"transition":            true,
	}
	if d.Kind.Dimmable() {
		f["brightness"] = true // else Home Assistant drops the brightness
		f["brightness_scale"] = 255
	}
	if d.Kind.Has(lamp.ModeWhite) {
		f["white_scale"] = 255
	}
	if d.Kind.Has(lamp.ModeTemperature) {
		f["min_kelvin"] = int(math.Round(1e6 / d.Warm))
		f["max_kelvin"] = int(math.Round(1e6 / d.Cold))
	}
	if len(d.Effects) > 0 {
		f["effect"] = true
		f["effect_list"] = append([]string{noEffect}, d.Effects...)
	}
	return d.entity("light", "light", "", f)
}

// identify is a button that flashes the lamp.
func (d Device) identify(t Topics) fields {
	return d.diagnostic("button", "identify", "Identify", fields{
		"device_class":  "identify",
		"command_topic": t.Set[0],
		"payload_press": `{"flash":2}`,
		"qos":           1,
	})
}

// problem is on while the lamp has something to tell a person, which is in its
// attributes.
func (d Device) problem(t Topics) fields {
	return d.diagnostic("binary_sensor", "problem", "Problem", fields{
		"device_class":          "problem",
		"state_topic":           t.Info,
		"value_template":        "{{ 'ON' if value_json.conflict or value_json.problems else 'OFF' }}",
		"json_attributes_topic": t.Info,
		"json_attributes_template": "{{ {'problems': value_json.problems, 'conflict': value_json.conflict, " +
			"'rejected': value_json.rejected, 'retained': value_json.retained, " +
			"'replies_dropped': value_json.replies_dropped, 'cut': value_json.cut} | tojson }}",
	})
}

// sensor shows a member of info.
func (d Device) sensor(t Topics, key, name string, f fields) fields {
	f["state_topic"] = t.Info
	f["value_template"] = "{{ value_json." + key + " }}"
	return d.diagnostic("sensor", key, name, f)
}

// diagnostic is an entity that tells of the device rather than of the light.
func (d Device) diagnostic(platform, key, name string, f fields) fields {
	f["name"] = name
	f["entity_category"] = "diagnostic"
	return d.entity(platform, key, "_"+key, f)
}

// entity adds what every entity has: its platform and its two ids.
func (d Device) entity(platform, key, suffix string, f fields) fields {
	f["platform"] = platform
	f["unique_id"] = "lampd_" + d.ID + "_" + key
	words := strings.FieldsFunc(d.ID, func(r rune) bool { return r == '-' || r == '_' })
	f["default_entity_id"] = platform + "." + strings.Join(words, "_") + suffix
	return f
}
