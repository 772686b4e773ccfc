package panel

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"lampd/internal/fleet"
)

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
