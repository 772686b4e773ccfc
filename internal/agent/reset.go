package agent

import (
	"context"
	"errors"
	"fmt"
	"io"

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
	t := link.Topics
	done("the broker has forgotten "+a.Config.ID,
		link.Probed().Clear(ctx, []string{t.Presence, t.State, t.Info, t.Discovery}))
	if a.Config.Lampi.Enabled {
		done("the course's broker has forgotten the lamp",
			a.courseLink(nil).Probed().Clear(ctx, []string{wire.CoursePresence, wire.CourseChanged}))
	}
	return errors.Join(failed...)
}
