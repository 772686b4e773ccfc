package wire

import (
	"fmt"
	"slices"
	"strings"
)

// templates are the topics by the names that rename them, with placeholders
// for the lamp's id, a group, and Home Assistant's prefix.
var templates = map[string]string{
	"presence":  "state/{id}",
	"set":       "lamp/{id}/set",
	"get":       "lamp/{id}/get",
	"group_set": "lamp/{group}/set",
	"state":     "lamp/{id}/state",
	"reply":     "lamp/{id}/reply",
	"info":      "lamp/{id}/info",
	"discovery": "{prefix}/device/{id}/config",
	"status":    "{prefix}/status",
}

// Topics is the topic table of one lamp. Below each topic of Set stand its
// properties, one level deeper.
type Topics struct {
	Presence  string   // out, and the Will: 1 or 0
	Set       []string // in: commands to the lamp, to each of its groups, to all
	Get       string   // in: publish the state
	State     string   // out
	Reply     string   // out
	Info      string   // out
	Discovery string   // out: the announcement to Home Assistant
	Status    string   // in: Home Assistant's own presence
}

// NewTopics fills in the table. Groups need not name all. Prefix is Home
// Assistant's, usually "homeassistant". Renames holds templates by the names
// presence, set, get, group_set, state, reply, info, discovery and status. An
// error tells what is wrong: an id or a group of another form, an id that is
// also a group, a wildcard or an unknown placeholder in a topic, two topics of
// one name.
func NewTopics(id string, groups []string, prefix string, renames map[string]string) (Topics, error) {
	groups = append(slices.Clone(groups), everyone)
	for _, n := range append([]string{id}, groups...) {
		if !ValidName(n) {
			return Topics{}, fmt.Errorf("%q is not of the form %s", clip(n), nameForm)
		}
	}
	if slices.Contains(groups, id) {
		return Topics{}, fmt.Errorf("id %q is the name of a group of this lamp", id)
	}
	for key := range renames {
		if templates[key] == "" {
			return Topics{}, fmt.Errorf("topic %q is unknown", clip(key))
		}
	}
	f := filler{renames: renames, prefix: prefix}
	t := Topics{
		Presence:  f.topic("presence", id, ""),
		Set:       []string{f.topic("set", id, "")},
		Get:       f.topic("get", id, ""),
		State:     f.topic("state", id, ""),
		Reply:     f.topic("reply", id, ""),
		Info:      f.topic("info", id, ""),
		Discovery: f.topic("discovery", id, ""),
		Status:    f.topic("status", id, ""),
	}
	for _, group := range groups {
		if topic := f.topic("group_set", id, group); !slices.Contains(t.Set, topic) {
			t.Set = append(t.Set, topic)
		}
	}
	if f.err == nil {
		f.err = t.distinct()
	}
	return t, f.err
}

// filler fills placeholders in and keeps the first error.
type filler struct {
	renames map[string]string
	prefix  string
	err     error
}

func (f *filler) topic(key, id, group string) string {
	template, renamed := f.renames[key]
	if !renamed {
		template = templates[key]
	}
	topic := strings.ReplaceAll(template, "{id}", id)
	topic = strings.ReplaceAll(topic, "{prefix}", f.prefix)
	if group != "" {
		topic = strings.ReplaceAll(topic, "{group}", group)
	}
	if wrong := wrongTopic(topic); wrong != "" && f.err == nil {
		f.err = fmt.Errorf("topic %s: %q %s", key, clip(template), wrong)
	}
	return topic
}

// distinct refuses two topics of one name, and a topic where a property would
// stand.
func (t Topics) distinct() error {
	seen := map[string]bool{}
	for _, topic := range t.all() {
		if seen[topic] || t.property(topic) != "" {
			return fmt.Errorf("topic %q stands for two things", clip(topic))
		}
		seen[topic] = true
	}
	return nil
}

// all returns every topic of the table.
func (t Topics) all() []string {
	return append([]string{t.Presence, t.Get, t.State, t.Reply, t.Info, t.Discovery, t.Status}, t.Set...)
}
