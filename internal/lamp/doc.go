// Package lamp knows what a lamp is: what can be asked of it (Change), what
// is asked (State), how that looks (Look, Fade, effects), and the one goroutine
// that owns all of it (Lamp).
//
// It knows nothing of pins, topics or payloads: light leaves through an
// Output, changes come through Lamp.Do, news goes to watchers. Everything but
// Lamp.Run, Lamp.Keep and the state file is a pure function, time included.
package lamp
