package panel

import (
	"fmt"
	"net/http"
	"slices"

	"lampd/internal/fleet"
)

// rollRequest asks lamps whether they live, all without ids.
type rollRequest struct {
	IDs []string `json:"ids"`
}

// rollAnswer names those that did not answer.
type rollAnswer struct {
	Asked   int      `json:"asked"`
	Missing []string `json:"missing"`
}

// rollCall takes a roll call of lamps that are known: a 0 in the name of one
// that is not would make it known.
func (s *server) rollCall(w http.ResponseWriter, r *http.Request) {
	var q rollRequest
	if !read(w, r, &q) {
		return
	}
	all, err := s.Fleet.Ready(r.Context(), true)
	if err != nil {
		fail(w, statusOf(err), err)
		return
	}
	for _, id := range q.IDs {
		if !slices.ContainsFunc(all.Lamps, func(l fleet.Lamp) bool { return l.ID == id }) {
			fail(w, http.StatusBadRequest, fmt.Errorf("%.40q is no lamp that is known", id))
			return
		}
	}
	missing, err := s.Fleet.RollCall(r.Context(), q.IDs...)
	if err != nil {
		fail(w, statusOf(err), err)
		return
	}
	a := rollAnswer{Asked: len(q.IDs), Missing: append([]string{}, missing...)}
	if a.Asked == 0 {
		a.Asked = len(all.Lamps)
	}
	answer(w, a)
}
