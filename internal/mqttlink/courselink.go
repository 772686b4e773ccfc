package mqttlink

import (
	"bytes"
	"context"
	"time"

	"lampd/internal/lamp"
	"lampd/internal/wire"
)

// Course is the lamp's second link, in the words of the course's lamp: it
// takes its settings, and says what has changed.
type Course struct {
	Link  // Presence, Subscribe, Handle and Live are set by Run
	Owner *lamp.Lamp
	News  <-chan lamp.Report // of Owner.Watch

	seen    chan []byte // the newest foreign value of lamp/changed
	newest  []byte      // the truth; belongs to the session's goroutine
	refused bool        // the last setting; belongs to paho's goroutine
}

// courseClientID is the client id of the course's lamp_service.
const courseClientID = "lamp_service"

// Probed returns the link with its presence and its subscriptions and without
// the lamp, for Probe and Clear.
func (c *Course) Probed() *Link {
	c.ClientID = courseClientID
	c.Presence = Presence{Topic: wire.CoursePresence, QoS: 2}
	c.Subscribe = []string{wire.CourseSet, wire.CourseChanged}
	return &c.Link
}

// Run keeps the link until ctx is done.
func (c *Course) Run(ctx context.Context) error {
	c.Probed()
	c.seen = make(chan []byte, 1)
	c.Handle = func(m Message) { c.handle(ctx, m) }
	c.Live = c.live
	return c.Link.Run(ctx)
}

// handle takes settings, and what others say about the lamp. A retained
// setting is a stale one, an empty one clears it.
func (c *Course) handle(ctx context.Context, m Message) {
	switch {
	case m.Topic == wire.CourseChanged:
		select {
		case <-c.seen:
		default:
		}
		c.seen <- m.Payload
	case m.Topic == wire.CourseSet && !m.Retained && len(m.Payload) > 0:
		c.set(ctx, m)
	}
}

// set hands a setting to the lamp. Nobody is told of one that is refused but
// the log, and that once until the next good one.
func (c *Course) set(ctx context.Context, m Message) {
	change, err := wire.DecodeCourse(m.Payload)
	if err == nil {
		c.refused = false
		_ = c.Owner.Do(ctx, lamp.Request{Change: &change})
		return
	}
	if !c.refused {
		c.log().Info("a setting is refused", "topic", m.Topic, "error", err)
	}
	c.refused = true
}

// live publishes the truth: on connect, after each change, and when something
// else was said on its topic, the latter at most once a second.
func (c *Course) live(ctx context.Context, s *Session) error {
	correct := time.NewTimer(0)
	correct.Stop()
	defer correct.Stop()
	var corrected time.Time
	select {
	case r := <-c.News:
		c.newest = wire.EncodeCourse(r.State)
	default:
	}
	for {
		if err := s.Publish(ctx, wire.CourseChanged, c.newest, 1, true); err != nil {
			return err
		}
		for again := true; again; {
			select {
			case <-ctx.Done():
				return nil
			case r := <-c.News:
				c.newest = wire.EncodeCourse(r.State)
				again = false
			case said := <-c.seen:
				if !bytes.Equal(said, c.newest) {
					correct.Reset(max(0, time.Until(corrected.Add(healEvery))))
				}
			case <-correct.C:
				corrected = time.Now()
				again = false
			}
		}
	}
}
