package hacheck

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// availability is schemas.py MQTT_AVAILABILITY_SINGLE_SCHEMA.
var availability = schema{
	"availability_topic":    topic,
	"availability_template": template,
	"payload_available":     text,
	"payload_not_available": text,
}

// root is schemas.py DEVICE_DISCOVERY_SCHEMA, which takes no other key.
var root = availability.with(schema{
	"device":        anything,
	"origin":        anything,
	"components":    anything,
	"state_topic":   topic,
	"command_topic": topic,
	"qos":           oneOf(0., 1., 2.),
	"encoding":      text,
})

// device is schemas.py MQTT_ENTITY_DEVICE_INFO_SCHEMA, which takes no other key.
var device = schema{
	"identifiers":    listOf(text),
	"manufacturer":   text,
	"model":          text,
	"model_id":       text,
	"name":           text,
	"hw_version":     text,
	"sw_version":     text,
	"serial_number":  text,
	"suggested_area": text,
}

// origin is schemas.py MQTT_ORIGIN_INFO_SCHEMA, which takes no other key.
var origin = schema{"name": text, "sw_version": text}

// entity is schemas.py MQTT_ENTITY_COMMON_SCHEMA, with config.py
// MQTT_BASE_SCHEMA. Of what it takes and other platforms do not, nothing is
// told to the user: so other keys are refused here.
var entity = availability.with(schema{
	"platform":                 oneOf("light", "binary_sensor", "sensor", "button"),
	"name":                     textOrNull,
	"unique_id":                text,
	"default_entity_id":        entityID,
	"entity_category":          oneOf("diagnostic"), // config is refused for sensors: sensor/__init__.py
	"enabled_by_default":       boolean,
	"icon":                     text,
	"json_attributes_topic":    topic,
	"json_attributes_template": template,
	"qos":                      oneOf(0., 1., 2.),
})

// platforms are the schemas of the platforms.
var platforms = map[string]schema{
	"light": light,
	"button": entity.with(schema{ // button.py PLATFORM_SCHEMA_MODERN
		"command_topic": topic,
		"payload_press": text,
		"device_class":  oneOf("identify", "restart", "update"),
	}),
	"binary_sensor": entity.with(schema{ // binary_sensor.py PLATFORM_SCHEMA_MODERN
		"state_topic":    topic,
		"value_template": template,
		"device_class":   oneOf("problem", "connectivity", "power"),
	}),
	"sensor": entity.with(schema{ // sensor.py _PLATFORM_SCHEMA_BASE
		"state_topic":         topic,
		"value_template":      template,
		"device_class":        oneOf("timestamp", "temperature"),
		"state_class":         oneOf("measurement", "total_increasing"),
		"unit_of_measurement": oneOf("°C"),
	}),
}

// required are the keys without which a platform's schema refuses; unique_id
// is required by schemas.py check_unique_id, a command_topic of a light by
// config.py MQTT_RW_SCHEMA.
var required = map[string][]string{
	"light":         {"unique_id", "command_topic"},
	"button":        {"unique_id", "command_topic"},
	"binary_sensor": {"unique_id", "state_topic"},
	"sensor":        {"unique_id", "state_topic"},
}

// Topic tells what is wrong with the topic of an announcement: discovery.py
// TOPIC_MATCHER.
func Topic(topic, prefix string) error {
	if !regexp.MustCompile(`^` + regexp.QuoteMeta(prefix) + `/device/[a-zA-Z0-9_-]+/config$`).MatchString(topic) {
		return fmt.Errorf("topic %s is not %s/device/ID/config", topic, prefix)
	}
	return nil
}

// Discovery tells what is wrong with an announcement of a device.
func Discovery(payload []byte) error {
	var message map[string]any
	if err := json.Unmarshal(payload, &message); err != nil {
		return fmt.Errorf("discovery: %w", err)
	}
	components, _ := message["components"].(map[string]any)
	errs := []error{
		root.check("root", message, "device", "origin", "components"),
		device.check("device", message["device"], "identifiers", "name"), // validate_device_has_at_least_one_identifier
		origin.check("origin", message["origin"], "name"),
		distinct(components),
	}
	for _, key := range slices.Sorted(maps.Keys(components)) {
		errs = append(errs, component(key, components[key]))
	}
	return errors.Join(errs...)
}

// component checks one entity. A platform alone takes an entity back
// (discovery.py, async_discovery_message_received).
func component(key string, v any) error {
	c, ok := v.(map[string]any)
	platform, _ := c["platform"].(string)
	if !ok || platforms[platform] == nil {
		return fmt.Errorf("%s: platform %q is unknown", key, platform)
	}
	if !regexp.MustCompile(`^[a-zA-Z0-9_-]+$`).MatchString(key) {
		return fmt.Errorf("%q is no id of a component", key)
	}
	if len(c) == 1 {
		return nil
	}
	err := platforms[platform].check(key, c, required[platform]...)
	if id, _ := c["default_entity_id"].(string); id != "" && !strings.HasPrefix(id, platform+".") {
		err = errors.Join(err, fmt.Errorf("%s: default_entity_id %s is of another platform", key, id)) // entity.py
	}
	if platform == "light" {
		err = errors.Join(err, lightModes(key, c))
	}
	return err
}

// distinct refuses two entities of one unique id in the same platform
// (homeassistant/helpers/entity_platform.py).
func distinct(components map[string]any) error {
	seen := map[any]bool{}
	for key, v := range components {
		c, _ := v.(map[string]any)
		for _, name := range []string{"unique_id", "default_entity_id"} {
			if id := c[name]; id != nil && seen[id] {
				return fmt.Errorf("%s: %s %v is taken", key, name, id)
			}
			seen[c[name]] = true
		}
	}
	return nil
}
