package agent

import (
	"os"
	"strings"
	"time"

	"lampd/internal/gpio"
	"lampd/internal/mqttlink"
	"lampd/internal/wire"
)

// info is what the lamp tells about itself, but for what its link knows.
func (a *Agent) info() wire.Info {
	c := a.Config
	a.started = startedBy(a.started, time.Now(), time.Since(a.started))
	i := wire.Info{
		ID:         c.ID,
		Name:       c.Name,
		Groups:     c.Groups,
		Version:    Version(),
		Board:      gpio.Board(c.Output.Root).String(),
		Kind:       c.Lamp.Kind,
		Outputs:    a.outputs,
		ColorModes: c.Lamp.Kind.ColorModes(),
		Effects:    c.Lamp.Fixture().Effects(),
		Clock:      a.clock(),
		Boot:       boot(),
		Started:    a.started,
	}
	if s := a.course.Load(); s != nil {
		i.Problems = append(i.Problems, courseProblems(*s, time.Now())...)
	}
	if celsius, ok := gpio.Temperature(c.Output.Root); ok {
		i.Temperature = &celsius
	}
	if low, known := gpio.Undervoltage(c.Output.Root); known {
		i.Undervoltage = &low
		if low {
			i.Problems = append(i.Problems, "the board's supply is too low: it needs a stronger one, or a shorter cable")
		}
	}
	return i
}

// courseProblems tells what is wrong with the course's link.
func courseProblems(s mqttlink.Status, now time.Time) (problems []string) {
	for _, p := range s.Problems {
		problems = append(problems, "lampi: "+p)
	}
	if s.Err != nil && now.Sub(s.Since) >= time.Minute {
		problems = append(problems, "lampi: "+s.Err.Error())
	}
	return problems
}

// startedBy tells when the agent started by the clock of now, so much later: a
// Pi learns the time only after its start, and what was noted then is wrong by
// days or decades. A clock that is only trimmed changes nothing.
func startedBy(noted, now time.Time, later time.Duration) time.Time {
	started := now.Add(-later)
	if started.Round(0).Sub(noted.Round(0)).Abs() < 2*time.Second {
		return noted
	}
	return started
}

// outputs says of the channels what the wire has words for.
func outputs(channels []gpio.Output) []wire.Output {
	var out []wire.Output
	for _, o := range channels {
		w := wire.Output{
			Channel:   o.Channel,
			Pin:       o.Pin,
			Frequency: float64(o.Frequency) / 1e6, // from micro-Hertz
			Steps:     o.Steps,
			Flicker:   o.Flicker,
		}
		if o.FirstLevel > 1 {
			w.FirstLevel = o.FirstLevel
		}
		out = append(out, w)
	}
	return out
}

// boot returns the kernel's id of this boot, "" where there is none.
func boot() string {
	id, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(id))
}
