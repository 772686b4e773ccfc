package panel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"lampd/internal/fleet"
)

// sceneView is a scene as the page lists it.
type sceneView struct {
	Name   string   `json:"name"`
	Lamps  []string `json:"lamps"`
	Colors []string `json:"colors"` // some of its lights, #rrggbb
}

func viewScene(name string, s scene) sceneView { return sceneView{name, s.lamps(), s.colors()} }

// listScenes answers with the scenes by name.
func (s *server) listScenes(w http.ResponseWriter, r *http.Request) {
	all, err := s.scenes.load()
	if err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	views := []sceneView{}
	for _, name := range all.names() {
		views = append(views, viewScene(name, all[name]))
	}
	answer(w, views)
}

// keepRequest names the lamps of a new scene, all without ids.
type keepRequest struct {
	IDs []string `json:"ids"`
}

// keepScene keeps what lamps were asked for last as a scene.
func (s *server) keepScene(w http.ResponseWriter, r *http.Request) {
	var q keepRequest
	name := r.PathValue("name")
	if !read(w, r, &q) {
		return
	}
	now, err := s.Fleet.Snapshot(r.Context())
	if err != nil {
		fail(w, statusOf(err), err)
		return
	}
	kept := sceneOf(now.Lamps, q.IDs)
	if len(kept) == 0 {
		fail(w, http.StatusBadRequest, errors.New("none of these lamps is online and has told its state"))
		return
	}
	if err := s.scenes.change(func(all scenes) error { return all.keep(name, kept) }); err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	answer(w, viewScene(name, kept))
}

// forgetScene removes a scene.
func (s *server) forgetScene(w http.ResponseWriter, r *http.Request) {
	err := s.scenes.change(func(all scenes) error { return all.forget(r.PathValue("name")) })
	if err != nil {
		fail(w, http.StatusNotFound, err)
		return
	}
	answer(w, struct{}{})
}

// recallRequest says how a scene comes back.
type recallRequest struct {
	Transition *float64 `json:"transition"` // seconds; absent: the lamps' own
}

// recallScene asks the lamps of a scene for their part in it.
func (s *server) recallScene(w http.ResponseWriter, r *http.Request) {
	var q recallRequest
	if !read(w, r, &q) {
		return
	}
	orders, err := s.sceneOrders(r.PathValue("name"), q)
	if err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	if _, err := s.Fleet.Ready(r.Context(), true); err != nil {
		fail(w, statusOf(err), err)
		return
	}
	answer(w, s.giveAll(r.Context(), orders))
}

// giveAll gives orders at the same time and says what became of all of them.
func (s *server) giveAll(ctx context.Context, orders []fleet.Order) orderAnswer {
	var (
		all   sync.WaitGroup
		mu    sync.Mutex
		a     = orderAnswer{Failed: []fleet.Outcome{}}
		under = make(chan struct{}, mostOrders)
	)
	for _, o := range orders {
		under <- struct{}{}
		all.Go(func() {
			defer func() { <-under }()
			outcomes, err := s.Fleet.Send(ctx, o)
			mu.Lock()
			defer mu.Unlock()
			a.add(outcomes)
			if err != nil {
				a.Error = err.Error()
			}
		})
	}
	all.Wait()
	slices.SortFunc(a.Failed, func(x, y fleet.Outcome) int { return strings.Compare(x.ID, y.ID) })
	return a
}

// mostOrders is how many of a scene's orders are under way at a time.
const mostOrders = 32

// sceneOrders returns the orders that make a scene: lamps that are asked for
// the same share one.
func (s *server) sceneOrders(name string, q recallRequest) ([]fleet.Order, error) {
	all, err := s.scenes.load()
	if err != nil {
		return nil, err
	}
	kept, known := all[name]
	if !known {
		return nil, fmt.Errorf("there is no scene %q", name)
	}
	index := map[string]int{}
	var orders []fleet.Order
	for _, id := range kept.lamps() {
		text, err := withTransition(kept[id], q.Transition)
		if err != nil {
			return nil, fmt.Errorf("scene %q, lamp %s: %w", name, id, err)
		}
		c, err := fleet.ParseCommand(text)
		if err != nil {
			return nil, fmt.Errorf("scene %q, lamp %s: %w", name, id, err)
		}
		i, same := index[string(text)]
		if !same {
			i = len(orders)
			index[string(text)] = i
			orders = append(orders, fleet.Order{Command: c})
		}
		orders[i].To = append(orders[i].To, id)
	}
	return orders, nil
}

// withTransition returns a command, its keys in order, with a transition of so
// many seconds.
func withTransition(command json.RawMessage, seconds *float64) ([]byte, error) {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(command, &keys); err != nil {
		return nil, err
	}
	if keys == nil {
		return nil, fmt.Errorf("%.40s is no command", command)
	}
	if seconds != nil {
		keys["transition"], _ = json.Marshal(*seconds) // it came as JSON
	}
	return json.Marshal(keys)
}
