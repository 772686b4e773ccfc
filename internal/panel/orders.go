package panel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"lampd/internal/fleet"
)

// orderRequest asks lamps and groups for a light.
type orderRequest struct {
	To      []string        `json:"to"`
	Command json.RawMessage `json:"command"` // in the contract's words
	// Hurry says that more follows, as in the drag of a slider: what becomes of
	// it is not waited for.
	Hurry bool `json:"hurry"`
}

// orderAnswer says what became of it.
type orderAnswer struct {
	Done   int             `json:"done"` // so many lamps did it
	Failed []fleet.Outcome `json:"failed"`
	Error  string          `json:"error,omitempty"`
}

func (a *orderAnswer) add(outcomes []fleet.Outcome) {
	for _, o := range outcomes {
		if o.Result == fleet.Done {
			a.Done++
			continue
		}
		o.State = nil // the page has it
		a.Failed = append(a.Failed, o)
	}
}

// orders gives an order. The head of the answer goes out when the broker has it,
// the body when the lamps have answered: so a page that waits for the head sends
// one after the other and the last one wins.
func (s *server) orders(w http.ResponseWriter, r *http.Request) {
	var q orderRequest
	if !read(w, r, &q) {
		return
	}
	if len(q.Command) == 0 {
		fail(w, http.StatusBadRequest, errors.New("the command is missing"))
		return
	}
	c, err := fleet.ParseCommand(q.Command)
	if err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	head := headSender{w: w}
	outcomes, err := s.Fleet.Send(ctx, fleet.Order{To: q.To, Command: c, Progress: func(int, int) {
		head.send()
		if q.Hurry {
			cancel()
		}
	}})
	a := orderAnswer{Failed: []fleet.Outcome{}}
	switch {
	case head.sent && q.Hurry:
	case head.sent && err != nil:
		a.Error = err.Error()
	case err != nil:
		fail(w, statusOf(err), err)
		return
	default:
		a.add(outcomes)
	}
	answer(w, a)
}

// headSender sends the head of an answer once.
type headSender struct {
	w    http.ResponseWriter
	sent bool
}

func (h *headSender) send() {
	if !h.sent {
		h.sent = true
		h.w.Header().Set("Content-Type", "application/json")
		h.w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(h.w).Flush()
	}
}

// rollRequest asks lamps whether they live, all without ids.
type rollRequest struct {
	IDs []string `json:"ids"`
}

// rollAnswer names those that did not answer.
type rollAnswer struct {
	Asked   int      `json:"asked"`
	Missing []string `json:"missing"`
}

func (s *server) rollCall(w http.ResponseWriter, r *http.Request) {
	var q rollRequest
	if !read(w, r, &q) {
		return
	}
	all, err := s.Fleet.Ready(r.Context(), true)
	if len(q.IDs) == 0 {
		for _, l := range all.Lamps {
			q.IDs = append(q.IDs, l.ID)
		}
	}
	known := map[string]bool{}
	for _, l := range all.Lamps {
		known[l.ID] = true
	}
	for _, id := range q.IDs {
		if err == nil && !known[id] {
			fail(w, http.StatusBadRequest, fmt.Errorf("%.40q is no lamp that is known", id))
			return
		}
	}
	var missing []string
	if err == nil && len(q.IDs) > 0 {
		missing, err = s.Fleet.RollCall(r.Context(), q.IDs...)
	}
	if err != nil {
		fail(w, statusOf(err), err)
		return
	}
	answer(w, rollAnswer{Asked: len(q.IDs), Missing: append([]string{}, missing...)})
}

// read reads a request's JSON into to; what is wrong with it is answered.
func read(w http.ResponseWriter, r *http.Request, to any) bool {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(to)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("there is more than one value")
		}
	}
	var long *http.MaxBytesError
	switch {
	case err == nil:
		// The answer may take longer than the request may.
		_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
		return true
	case errors.As(err, &long):
		fail(w, http.StatusRequestEntityTooLarge, err)
	default:
		fail(w, http.StatusBadRequest, fmt.Errorf("the request: %w", err))
	}
	return false
}

// statusOf returns the status that stands for an error of the fleet.
func statusOf(err error) int {
	if errors.Is(err, fleet.ErrNotConnected) || errors.Is(err, fleet.ErrGone) {
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

// answer writes a value.
func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the page has gone: nobody is there to be told
}

// fail says what went wrong.
func fail(w http.ResponseWriter, status int, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": err.Error()})
}
