package agent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"lampd/internal/mqttlink"
	"lampd/internal/wire"
)

// Reset forgets the lamp: its state files and everything that its brokers keep
// of it. It refuses while the lamp runs.
func (a *Agent) Reset(ctx context.Context, w io.Writer) error {
	unlock, err := lock(a.Config.State.File, a.Log)
	if err != nil {
		return err
	}
	defer unlock()
	link, err := a.link(nil)
	if err != nil {
		return err
	}
	var failed []error
	done := func(what string, err error) {
		if err != nil {
			failed = append(failed, err)
			return
		}
		fmt.Fprintln(w, what)
	}
	done("the saved state is gone", a.files().Remove())
	done("the broker has forgotten "+a.Config.ID, a.forget(ctx, link))
	if a.Config.Lampi.Enabled {
		done("the course's broker has forgotten the lamp",
			a.courseLink(nil).Probed().Clear(ctx, []string{wire.CoursePresence, wire.CourseChanged}))
	}
	return errors.Join(failed...)
}

// forget clears all that the lamp has left at its broker. What it left under
// other names waits for its next run, which asks who has them now.
func (a *Agent) forget(ctx context.Context, link *mqttlink.Lamp) error {
	now := announce(a.Config.Lamp.Kind, link.Topics)
	before, err := readAnnounced(a.announcedFile())
	if err != nil {
		a.Log.Warn("what an earlier configuration left at the broker is unknown", "error", err)
	}
	stale, former := now.outdated(before)
	if err := link.Probed().Clear(ctx, append(stale, now.topics()...)); err != nil || len(former) > 0 {
		return err
	}
	if err := os.Remove(a.announcedFile()); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
