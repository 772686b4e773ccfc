package hacheck

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// entityConfig is the part of a sensor that says what it shows.
type entityConfig struct {
	Platform string `json:"platform"`
	Class    string `json:"device_class"`
	Count    string `json:"state_class"`
	Value    string `json:"value_template"`
	Attrs    string `json:"json_attributes_template"`
}

// Shows tells what keeps a sensor of an announcement from showing a message on
// its topic: a member that its templates want and that is not there, a value
// that its class does not take (sensor.py _async_update_native_value,
// binary_sensor.py state_message_received).
func Shows(discovery []byte, key string, payload []byte) error {
	var d struct {
		Components map[string]entityConfig `json:"components"`
	}
	var message map[string]any
	if err := json.Unmarshal(discovery, &d); err != nil {
		return err
	}
	if err := json.Unmarshal(payload, &message); err != nil {
		return err
	}
	c := d.Components[key]
	for _, wanted := range regexp.MustCompile(`value_json\.(\w+)`).FindAllStringSubmatch(c.Value+c.Attrs, -1) {
		if _, ok := message[wanted[1]]; !ok {
			return fmt.Errorf("%s: there is no %s", key, wanted[1])
		}
	}
	shown, err := render(c.Value, message)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	switch {
	case c.Platform == "binary_sensor":
		if shown != "ON" && shown != "OFF" {
			return fmt.Errorf("%s: %v is neither ON nor OFF", key, shown)
		}
	case c.Class == "timestamp":
		if _, err := time.Parse(time.RFC3339, fmt.Sprint(shown)); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	case c.Class == "temperature" || c.Count != "":
		if _, ok := shown.(float64); !ok {
			return fmt.Errorf("%s: %v is not a number", key, shown)
		}
	}
	return nil
}

// Value returns what a sensor of an announcement shows of a message.
func Value(discovery []byte, key string, payload []byte) (any, error) {
	var d struct {
		Components map[string]entityConfig `json:"components"`
	}
	var message map[string]any
	if err := json.Unmarshal(discovery, &d); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(payload, &message); err != nil {
		return nil, err
	}
	return render(d.Components[key].Value, message)
}

// The two templates that are understood: a member, and a choice by members.
var (
	member = regexp.MustCompile(`^\{\{ value_json\.(\w+) \}\}$`)
	choice = regexp.MustCompile(`^\{\{ '(\w+)' if (.+) else '(\w+)' \}\}$`)
)

// render evaluates a template on a message.
func render(template string, message map[string]any) (any, error) {
	if m := member.FindStringSubmatch(template); m != nil {
		return message[m[1]], nil
	}
	m := choice.FindStringSubmatch(template)
	if m == nil {
		return nil, fmt.Errorf("the template %s is not understood", template)
	}
	for _, term := range strings.Split(m[2], " or ") {
		if truth(message[strings.TrimPrefix(term, "value_json.")]) {
			return m[1], nil
		}
	}
	return m[3], nil
}

// truth is Python's: empty and zero are false.
func truth(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case float64:
		return v != 0
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	}
	return v != nil
}
