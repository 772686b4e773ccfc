package wire

import (
	"strings"
	"unicode/utf8"
)

// nameForm is what ids and groups look like.
const nameForm = "^[a-z0-9][a-z0-9_-]{0,31}$"

// everyone is the group of every lamp.
const everyone = "all"

// ValidName tells whether a text has the form of ids and groups.
func ValidName(text string) bool {
	const first = "abcdefghijklmnopqrstuvwxyz0123456789"
	return text != "" && len(text) <= 32 && strings.Trim(text[:1], first) == "" && strings.Trim(text, first+"_-") == ""
}

// wrongTopic tells what no broker takes as the topic of a message (MQTT 3.1.1,
// sections 1.5.3 and 4.7).
func wrongTopic(topic string) string {
	switch {
	case topic == "":
		return "is empty"
	case len(topic) > 1024:
		return "is longer than 1024 bytes"
	case !utf8.ValidString(topic) || strings.ContainsRune(topic, 0):
		return "is not text"
	case strings.ContainsAny(topic, "+#"):
		return "has a wildcard"
	case strings.ContainsAny(topic, "{}"):
		return "has an unknown placeholder"
	}
	return ""
}
