package panel

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"lampd/internal/fleet"
)

const (
	streamPace = 100 * time.Millisecond // between two messages to a page
	alive      = 10 * time.Second       // after which a page hears that there is nothing new
	stuck      = 20 * time.Second       // for a page that does not read
)

// stream is the way to one page.
type stream struct {
	w    http.ResponseWriter
	pace *time.Timer
}

// events tells a page everything, and then what changes, until it goes.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		fail(w, http.StatusServiceUnavailable, fmt.Errorf("%d pages are open already", mostStreams))
		return
	}
	snapshot, news, err := s.Fleet.Watch(r.Context())
	if err != nil {
		fail(w, http.StatusServiceUnavailable, err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	// The server's limit is for requests; a stream's is set with each write.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	to := stream{w, time.NewTimer(0)}
	defer to.pace.Stop()
	s.follow(r.Context(), to, snapshot, news) // it ends when the page has gone
}

// follow writes a stream until ctx is done or it cannot be written.
func (s *server) follow(ctx context.Context, to stream, all fleet.Snapshot, news <-chan fleet.News) {
	idle := time.NewTicker(alive)
	defer idle.Stop()
	tell, err := s.tellAll(to, all)
	for err == nil {
		select {
		case n, ok := <-news:
			if !ok {
				return
			}
			if n.Lost == 0 {
				err = to.send("news", tell.tell(n.Events, time.Now()))
			} else if all, err = s.Fleet.Snapshot(ctx); err == nil {
				tell, err = s.tellAll(to, all)
			}
			if err == nil {
				err = to.rest(ctx)
			}
		case <-idle.C:
			err = to.send("news", newsMessage{Now: millis(time.Now())})
		case <-ctx.Done():
			return
		}
	}
}

// tellAll sends everything.
func (s *server) tellAll(to stream, all fleet.Snapshot) (*teller, error) {
	now := time.Now()
	m := allMessage{
		Now: millis(now), Token: s.token, Client: s.Fleet.Client(),
		Link: viewLink(all.Link), Settled: all.Settled, Lamps: make([]lampView, len(all.Lamps)),
	}
	for i, l := range all.Lamps {
		m.Lamps[i] = view(l, true, now)
	}
	return newTeller(all.Lamps, now), to.send("all", m)
}

// send writes one message.
func (to stream) send(event string, message any) error {
	data, err := json.Marshal(message)
	if err != nil {
		return err
	}
	c := http.NewResponseController(to.w)
	_ = c.SetWriteDeadline(time.Now().Add(stuck))
	if _, err := fmt.Fprintf(to.w, "event: %s\ndata: %s\n\n", event, data); err != nil {
		return err
	}
	return c.Flush()
}

// rest waits for the pace, so that what happens meanwhile goes into one message.
func (to stream) rest(ctx context.Context) error {
	to.pace.Reset(streamPace)
	select {
	case <-to.pace.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
