package hacheck

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// rule tells what is wrong with a value.
type rule func(any) error

// schema holds the rules of an object by its keys; other keys are refused.
type schema map[string]rule

// check applies the schema to an object. Every required key must be there.
func (s schema) check(where string, v any, required ...string) error {
	object, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: not an object", where)
	}
	var errs []error
	for _, key := range required {
		if _, ok := object[key]; !ok {
			errs = append(errs, fmt.Errorf("%s: %s is missing", where, key))
		}
	}
	for key, value := range object {
		if s[key] == nil {
			errs = append(errs, fmt.Errorf("%s: unknown key %s", where, key))
		} else if err := s[key](value); err != nil {
			errs = append(errs, fmt.Errorf("%s: %s: %w", where, key, err))
		}
	}
	return errors.Join(errs...)
}

// with returns the union of two schemas.
func (s schema) with(more schema) schema {
	both := schema{}
	for _, part := range []schema{s, more} {
		for key, r := range part {
			both[key] = r
		}
	}
	return both
}

func anything(any) error { return nil }

// text is cv.string of a value that makes sense: not empty.
func text(v any) error {
	if s, ok := v.(string); !ok || s == "" {
		return fmt.Errorf("%v is not a text", v)
	}
	return nil
}

// textOrNull is vol.Any(cv.string, None).
func textOrNull(v any) error {
	if v == nil {
		return nil
	}
	return text(v)
}

func boolean(v any) error {
	if _, ok := v.(bool); !ok {
		return fmt.Errorf("%v is not a boolean", v)
	}
	return nil
}

// positive is cv.positive_int, and above zero.
func positive(v any) error {
	if f, ok := v.(float64); !ok || f != math.Trunc(f) || f < 1 {
		return fmt.Errorf("%v is not a positive whole number", v)
	}
	return nil
}

// oneOf is vol.In.
func oneOf(values ...any) rule {
	return func(v any) error {
		if !slices.Contains(values, v) {
			return fmt.Errorf("%v is none of %v", v, values)
		}
		return nil
	}
}

// listOf is vol.All(cv.ensure_list, [r], vol.Unique()).
func listOf(r rule) rule {
	return func(v any) error {
		list, ok := v.([]any)
		if !ok || len(list) == 0 {
			return fmt.Errorf("%v is not a list", v)
		}
		for i, item := range list {
			if err := r(item); err != nil {
				return err
			}
			if slices.Contains(list[:i], item) {
				return fmt.Errorf("%v stands there twice", item)
			}
		}
		return nil
	}
}

// topic is util.py valid_publish_topic, which is valid_subscribe_topic without
// wildcards: no lamp subscribes Home Assistant to a wildcard.
func topic(v any) error {
	if s, ok := v.(string); !ok || s == "" || len(s) > 65535 || strings.ContainsAny(s, "+#\x00") {
		return fmt.Errorf("%v is not a topic", v)
	}
	return nil
}

// template is cv.template, as far as braces and quotes go.
func template(v any) error {
	s, ok := v.(string)
	if !ok || !strings.HasPrefix(s, "{{ ") || !strings.HasSuffix(s, " }}") ||
		strings.Count(s, "{") != strings.Count(s, "}") || strings.Count(s, "'")%2 != 0 {
		return fmt.Errorf("%v is not a template", v)
	}
	return nil
}

// entityID is what default_entity_id makes without a change
// (homeassistant/core.py, valid_entity_id).
func entityID(v any) error {
	s, _ := v.(string)
	if !regexp.MustCompile(`^[a-z_]+\.[a-z0-9]([a-z0-9_]*[a-z0-9])?$`).MatchString(s) || strings.Contains(s, "__") {
		return fmt.Errorf("%v is not an entity id", v)
	}
	return nil
}
