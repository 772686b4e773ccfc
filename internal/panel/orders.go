package panel

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"lampd/internal/fleet"
)

// orderRequest asks lamps and groups for a light.
type orderRequest struct {
	To      []string        `json:"to"`
	Command json.RawMessage `json:"command"` // in the words of docs/topics.md
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
