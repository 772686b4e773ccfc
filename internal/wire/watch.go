package wire

import "strings"

// spoken are the topics on which lamps tell about themselves. The broker keeps
// no replies: who subscribes to them last has all that is kept before the answer.
var spoken = []string{"presence", "state", "info", "reply"}

// WatchFilters returns the topic filters of all that lamps tell about
// themselves under their usual topics.
func WatchFilters() []string {
	var filters []string
	for _, key := range spoken {
		filters = append(filters, strings.Replace(templates[key], "{id}", "+", 1))
	}
	return filters
}

// PresenceOf returns the usual topic of a lamp's presence.
func PresenceOf(id string) string { return strings.Replace(templates["presence"], "{id}", id, 1) }

// SetOf returns the usual topic of commands to a lamp, by its id, or to a group.
func SetOf(name string) string { return strings.Replace(templates["set"], "{id}", name, 1) }

// Heard tells which lamp speaks on a topic, and about what: presence, state,
// reply or info. Both are empty for any other topic.
func Heard(topic string) (what, id string) {
	for _, key := range spoken {
		before, after, _ := strings.Cut(templates[key], "{id}")
		rest, ok := strings.CutPrefix(topic, before)
		id, ok2 := strings.CutSuffix(rest, after)
		if ok && ok2 && ValidName(id) {
			return key, id
		}
	}
	return "", ""
}
