package wire

import (
	"slices"
	"strings"
)

// Kind says what a message means by its topic.
type Kind int

// The kinds of message.
const (
	None     Kind = iota // nothing to this lamp
	Set                  // a command in JSON
	Property             // the value of one property in plain text
	Get                  // a wish for the state
	Presence             // the lamp's own presence
	Status               // Home Assistant's presence
)

// Route is where a message goes.
type Route struct {
	Kind     Kind
	Property string // the name of the property, which may be an unknown one
}

// Route tells what a message on a topic means.
func (t Topics) Route(topic string) Route {
	switch topic {
	case t.Get:
		return Route{Kind: Get}
	case t.Presence:
		return Route{Kind: Presence}
	case t.Status:
		return Route{Kind: Status}
	}
	if slices.Contains(t.Set, topic) {
		return Route{Kind: Set}
	}
	if property := t.property(topic); property != "" {
		return Route{Kind: Property, Property: property}
	}
	return Route{}
}

// property returns the last level of a topic that is one below a topic of Set.
func (t Topics) property(topic string) string {
	i := strings.LastIndexByte(topic, '/')
	if i < 0 || !slices.Contains(t.Set, topic[:i]) {
		return ""
	}
	return topic[i+1:]
}

// Subscriptions returns the topic filters of everything that a lamp hears but
// its own presence, which belongs to the connection. Properties are taken
// with a wildcard, so that an unknown one is answered too.
func (t Topics) Subscriptions() []string {
	filters := []string{t.Get, t.Status}
	for _, set := range t.Set {
		filters = append(filters, set, set+"/+")
	}
	return filters
}
