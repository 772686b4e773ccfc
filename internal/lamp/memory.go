package lamp

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
)

// Files names where a lamp's state is kept.
type Files struct {
	Durable string // survives a power cut; written rarely
	Live    string // memory-backed, survives a restart of the service; "" for none
}

// Memory is what was kept of a lamp's life before.
type Memory struct {
	live  *stage
	saved *State
}

// Recall reads what was kept. A damaged file is set aside with a warning, and
// the other generation is taken; nothing here stops a lamp from starting.
func (f Files) Recall(log *slog.Logger) Memory {
	var m Memory
	if f.Live != "" {
		m.live = read[stage](f.Live, log)
	}
	m.saved = read[State](f.Durable, log)
	if m.saved == nil {
		m.saved = read[State](older(f.Durable), log)
	}
	return m
}

// read returns the content of a state file, nil when there is none to be had.
func read[T any](path string, log *slog.Logger) *T {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		log.Warn("the state file cannot be read", "file", path, "error", err)
		return nil
	}
	var v T
	if err := unseal(data, &v); err != nil {
		aside := path + ".damaged"
		log.Warn("the state file is damaged and set aside", "file", path, "as", aside, "error", err)
		if err := os.Rename(path, aside); err != nil {
			log.Warn("the damaged state file cannot be set aside", "file", path, "error", err)
		}
		return nil
	}
	return &v
}

// Remove deletes every file that Recall could read, and what was set aside.
func (f Files) Remove() error {
	var failed []error
	for _, path := range []string{f.Durable, older(f.Durable), f.Live} {
		if path == "" {
			continue
		}
		for _, name := range []string{path, path + ".new", path + ".damaged"} {
			if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				failed = append(failed, err)
			}
		}
	}
	return errors.Join(failed...)
}
