package mqttlink

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// Clear removes retained messages: it connects to the first server that lets
// it in, without presence, publishes an empty retained payload to each topic
// and looks what is still there.
func (l *Link) Clear(ctx context.Context, topics []string) error {
	var errs []error
	for _, server := range l.Servers {
		a, err := parseAddress(server)
		if err == nil {
			var refused bool
			if refused, err = l.clear(ctx, a, topics); !refused {
				return err
			}
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// clear does it at one server and tells whether that did not let it in.
func (l *Link) clear(ctx context.Context, a address, topics []string) (refused bool, err error) {
	bare := *l
	bare.Presence = Presence{}
	var left leftovers
	s, err := bare.connect(ctx, a, left.handle)
	if err != nil {
		return true, explain(a, err)
	}
	err = s.sweep(ctx, topics)
	s.disconnect() // hands over what was read: messages take another way than acknowledgements
	if err != nil {
		return false, explain(a, err)
	}
	var errs []error
	for _, t := range left.in(topics) {
		errs = append(errs, fmt.Errorf("%v: clearing %s is denied by the broker's access list", a, t))
	}
	return false, errors.Join(errs...)
}

// sweep clears the topics, then has what is still kept on them sent: it comes
// with the SUBACKs, so the acknowledgements of a second round are behind it.
func (s *Session) sweep(ctx context.Context, topics []string) error {
	for round := range 2 {
		for _, t := range topics {
			if err := s.Publish(ctx, t, nil, 1, true); err != nil {
				return err
			}
		}
		if round == 0 {
			if _, err := s.subscribe(ctx, topics); err != nil {
				return err
			}
		}
	}
	return nil
}

// leftovers are the topics on which something retained was seen.
type leftovers struct {
	mu     sync.Mutex
	topics map[string]bool
}

func (l *leftovers) handle(_ mqtt.Client, m mqtt.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if m.Retained() && len(m.Payload()) > 0 {
		if l.topics == nil {
			l.topics = map[string]bool{}
		}
		l.topics[m.Topic()] = true
	}
}

func (l *leftovers) in(topics []string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(topics), func(t string) bool { return !l.topics[t] })
}
