package lamp

import (
	"math"
	"time"
)

// move is a brightness that rises or falls until it is stopped or at its end.
type move struct {
	From  float64   `json:"from"` // share of full lightness
	Rate  float64   `json:"rate"` // of it a second, with a sign, not 0
	Start time.Time `json:"start"`
}

// level returns the brightness at t, a whole level of 255.
func (m *move) level(t time.Time) float64 {
	way := m.Rate * max(0, t.Sub(m.Start)).Seconds()
	return float64(Level(clamp(m.From+way, lowest, 1))) / 255
}

// length returns how long the move takes to its end.
func (m *move) length(end float64) time.Duration {
	return time.Duration(math.Abs((end-m.From)/m.Rate) * float64(time.Second))
}
