package hacheck

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Session is Home Assistant as it hears a broker: it knows what is announced
// and what is kept. The zero value has heard nothing.
type Session struct {
	Prefix string

	announced map[string][]byte    // announcements by their topics
	removed   map[string]time.Time // when an announcement was taken back
	kept      map[string][]byte    // the newest message by topic
	Checked   int                  // messages that a rule was applied to
}

// Hear takes the next message of a lamp and tells what is wrong with it. What
// was said before an announcement counts when that comes: Home Assistant
// subscribes then, and the broker keeps all that an announcement names. At is
// when the message came.
func (s *Session) Hear(topic string, payload []byte, at time.Time) error {
	if s.kept == nil {
		s.announced, s.kept, s.removed = map[string][]byte{}, map[string][]byte{}, map[string]time.Time{}
	}
	s.kept[topic] = slices.Clone(payload)
	if strings.HasPrefix(topic, s.Prefix+"/device/") {
		return s.announce(topic, payload, at)
	}
	var errs []error
	for _, d := range s.announced {
		errs = append(errs, s.check(d, topic, payload))
	}
	return errors.Join(errs...)
}

// announce takes an announcement, or that it is taken back. While an entity is
// being removed, discovery.py async_discovery_message_received keeps it of a
// new announcement and drops all behind it.
func (s *Session) announce(topic string, payload []byte, at time.Time) error {
	s.Checked++
	if err := Topic(topic, s.Prefix); err != nil {
		return err
	}
	if len(payload) == 0 {
		if s.announced[topic] != nil {
			s.removed[topic] = at
		}
		delete(s.announced, topic)
		return nil
	}
	s.announced[topic] = slices.Clone(payload)
	errs := []error{Discovery(payload)}
	if pause := at.Sub(s.removed[topic]); pause < 2*time.Second {
		errs = append(errs, fmt.Errorf("%s: announced %v after it was taken back", topic, pause))
	}
	for other, kept := range s.kept {
		if other != topic {
			errs = append(errs, s.check(payload, other, kept))
		}
	}
	return errors.Join(errs...)
}

// check applies an announcement to a message on one of its topics. An empty
// one is ignored (mixins.py, message_callback; light/schema_json.py).
func (s *Session) check(discovery []byte, topic string, payload []byte) error {
	if len(payload) == 0 {
		return nil
	}
	var d struct {
		Availability string `json:"availability_topic"`
		On           string `json:"payload_available"`
		Off          string `json:"payload_not_available"`
		Components   map[string]struct {
			Platform string `json:"platform"`
			State    string `json:"state_topic"`
		} `json:"components"`
	}
	if err := json.Unmarshal(discovery, &d); err != nil {
		return err
	}
	if topic == d.Availability {
		s.Checked++
		if p := string(payload); p != d.On && p != d.Off {
			return fmt.Errorf("%s: %.64q is neither %s nor %s", topic, p, d.On, d.Off)
		}
	}
	var errs []error
	for key, c := range d.Components {
		switch {
		case c.State != topic:
		case c.Platform == "light":
			s.Checked++
			errs = append(errs, State(discovery, payload))
		default:
			s.Checked++
			errs = append(errs, Shows(discovery, key, payload))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("%s: %s: %w", topic, payload, err)
	}
	return nil
}
