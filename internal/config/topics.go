package config

import (
	"fmt"
	"strings"
	"unicode"
)

// usual are the topics of a lamp with their usual names. The last two follow
// homeassistant.prefix.
var usual = []struct{ name, topic string }{
	{"presence", "state/{id}"},
	{"set", "lamp/{id}/set"},
	{"get", "lamp/{id}/get"},
	{"group_set", "lamp/{group}/set"},
	{"state", "lamp/{id}/state"},
	{"reply", "lamp/{id}/reply"},
	{"info", "lamp/{id}/info"},
	{"discovery", "homeassistant/device/{id}/config"},
	{"status", "homeassistant/status"},
}

// wrongTopic tells what keeps a renamed topic from being one, or "".
func wrongTopic(name, topic string) string {
	allowed := "{id}"
	if name == "group_set" {
		allowed = "{group}"
		if !strings.Contains(topic, allowed) {
			return fmt.Sprintf("must contain {group}, which %q does not", cut(topic))
		}
	}
	rest := strings.ReplaceAll(topic, allowed, "/")
	if i := strings.IndexAny(rest, "{}"); i >= 0 {
		unknown := rest[i : i+max(strings.IndexByte(rest[i:], '}'), 0)+1] // a brace alone when it is not closed
		return fmt.Sprintf("%q is no placeholder here, only %s is", cut(unknown), allowed)
	}
	switch {
	case strings.ContainsAny(topic, "+#"):
		return fmt.Sprintf("must not contain the wildcards + and #, as %q does", cut(topic))
	case strings.ContainsFunc(topic, unicode.IsControl):
		return fmt.Sprintf("must not contain control characters, as %q does", cut(topic))
	case strings.HasPrefix(topic, "$"):
		return fmt.Sprintf("must not begin with $, which is the broker's own, as %q does", cut(topic))
	case len(topic) > 256:
		return fmt.Sprintf("must have at most 256 bytes, not %d", len(topic))
	}
	return ""
}

// filled is a topic with its placeholders filled in.
type filled struct{ name, topic string }

// topics returns every topic of the lamp as it will be used.
func (c *Config) topics() (all []filled) {
	for _, u := range usual {
		topic, renamed := c.Topics[u.name]
		if !renamed {
			topic = u.topic
			if tail, ok := strings.CutPrefix(topic, "homeassistant/"); ok {
				topic = c.HomeAssistant.Prefix + "/" + tail
			}
		}
		if u.name != "group_set" {
			all = append(all, filled{u.name, strings.ReplaceAll(topic, "{id}", c.ID)})
			continue
		}
		for _, g := range append([]string{"all"}, c.Groups...) {
			all = append(all, filled{u.name, strings.ReplaceAll(topic, "{group}", g)})
		}
	}
	return all
}

// checkTopics refuses names that no broker takes and topics that cannot be
// told apart.
func (c *Config) checkTopics(blame func(key, text string)) {
	for _, u := range usual {
		if topic, renamed := c.Topics[u.name]; renamed {
			if wrong := wrongTopic(u.name, topic); wrong != "" {
				blame("topics."+u.name, wrong)
			}
		}
	}
	all := c.topics()
	for i, a := range all {
		if n := len(a.topic); n > 1024 { // package wire takes no longer one
			blame(c.namer(a), fmt.Sprintf("must have at most 1024 bytes when it is filled in, not %d", n))
		}
		for _, b := range all[:i] {
			c.checkPair(a, b, blame)
		}
	}
}

// namer returns the key by which a person named a topic, or "".
func (c *Config) namer(f filled) string {
	switch {
	case c.Topics[f.name] != "":
		return "topics." + f.name
	case f.name == "discovery" || f.name == "status":
		return "homeassistant.prefix"
	}
	return ""
}

// checkPair blames the renamed one of two topics that cannot be told apart.
func (c *Config) checkPair(a, b filled, blame func(key, text string)) {
	if c.Topics[a.name] == "" {
		a, b = b, a
	}
	if c.namer(a) == "" {
		a, b = b, a
	}
	if c.namer(a) == "" || a.name == b.name {
		return
	}
	switch {
	case a.topic == b.topic:
		blame(c.namer(a), fmt.Sprintf("%q is the topic of %s already", cut(a.topic), b.name))
	case a.below(b):
		blame(c.namer(a), fmt.Sprintf("%q is a property of %s", cut(a.topic), b.name))
	case b.below(a):
		blame(c.namer(a), fmt.Sprintf("%q of %s would be a property of it", cut(b.topic), b.name))
	}
}

// below tells whether a stands where commands for a property of b stand.
func (a filled) below(b filled) bool {
	if b.name != "set" && b.name != "group_set" {
		return false
	}
	property, ok := strings.CutPrefix(a.topic, b.topic+"/")
	return ok && !strings.Contains(property, "/")
}
