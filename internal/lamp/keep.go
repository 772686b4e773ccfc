package lamp

import (
	"log/slog"
	"time"
)

// Cards wear: one durable save costs about 18 KB of writes. So a change is
// saved once it has settled, and at most every so often.
const (
	settle    = time.Second
	saveEvery = 5 * time.Second
)

// liveEvery is the least time between two writes of the live state, so that a
// flood of commands does not become a flood of files.
const liveEvery = 10 * time.Millisecond

// Keep keeps the lamp's state in files until the lamp has ended: the live
// state at once, the durable one debounced, and the last one in any case. What
// fails is logged once and tried again; it never stops the lamp.
func (l *Lamp) Keep(files Files, log *slog.Logger) error {
	k := keeper{files: files, log: log, saved: l.Start.Memory.saved}
	due := time.NewTimer(0)
	due.Stop()
	defer due.Stop()
	pause := time.NewTimer(0)
	defer pause.Stop()
	waiting, pausing := false, true
	live := func() {
		if pausing = k.live(); pausing {
			pause.Reset(liveEvery)
		}
	}
	for {
		select {
		case <-pause.C:
			live()
		case s, ok := <-l.keeper:
			if !ok {
				k.live()
				k.save()
				return nil
			}
			k.unwritten, k.newest = &s, &s.State
			if !pausing {
				live()
			}
			if !waiting && !k.isSaved() {
				waiting = true
				due.Reset(max(settle, time.Until(k.last.Add(saveEvery))))
			}
		case <-due.C:
			waiting = false
			if !k.save() {
				waiting = true
				due.Reset(saveEvery)
			}
		}
	}
}

// keeper is the memory of Keep.
type keeper struct {
	files         Files
	log           *slog.Logger
	saved, newest *State
	unwritten     *stage    // the live state, where it is not written yet
	last          time.Time // of the last attempt to save
	failing       map[string]bool
}

// isSaved tells whether the newest state stands in the durable file.
func (k *keeper) isSaved() bool { return k.newest == nil || k.saved != nil && *k.saved == *k.newest }

// live writes the live state and tells whether there was a new one.
func (k *keeper) live() bool {
	if k.files.Live == "" || k.unwritten == nil {
		return false
	}
	data, err := seal(*k.unwritten)
	k.unwritten = nil
	if err == nil {
		err = write(k.files.Live, data)
	}
	k.report(k.files.Live, err)
	return true
}

// save writes the newest state durably, unless it stands there already.
func (k *keeper) save() bool {
	if k.isSaved() {
		return true
	}
	k.last = time.Now()
	state := *k.newest
	data, err := seal(state)
	if err == nil {
		err = writeDurable(k.files.Durable, data)
	}
	k.report(k.files.Durable, err)
	if err == nil {
		k.saved = &state
	}
	return err == nil
}

// report logs the first of several failures of a file, and their end.
func (k *keeper) report(file string, err error) {
	if k.failing == nil {
		k.failing = map[string]bool{}
	}
	switch {
	case err != nil && !k.failing[file]:
		k.log.Warn("the state is not kept", "file", file, "error", err)
	case err == nil && k.failing[file]:
		k.log.Info("the state is kept again", "file", file)
	}
	k.failing[file] = err != nil
}
