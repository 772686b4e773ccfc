package main

import (
	"fmt"
	"time"

	"lampd/internal/fleet"
)

// infoOf returns what a lamp tells about itself, empty where it has not.
func infoOf(l fleet.Lamp) fleet.Info {
	if l.Info == nil {
		return fleet.Info{}
	}
	return *l.Info
}

// clientOf returns who asked for the last change.
func clientOf(l fleet.Lamp) string {
	if l.State == nil {
		return ""
	}
	return l.State.Client
}

// sinceText says how long the presence is what it is; with ">" it was so
// already when the lamp was first heard of.
func sinceText(l fleet.Lamp, now time.Time) string {
	text := age(now.Sub(l.Since))
	if l.Before {
		return ">" + text
	}
	return text
}

// changedText says how long ago the lamp was asked for something else.
func changedText(l fleet.Lamp, now time.Time) string {
	if l.Changed.IsZero() {
		return ""
	}
	return age(now.Sub(l.Changed))
}

// lightText says what a lamp is asked for.
func lightText(l fleet.Lamp, _ time.Time) string {
	if l.State == nil {
		return "state unknown"
	}
	return fleet.Describe(*l.State)
}

// age writes a length of time in its largest unit.
func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(max(d, 0).Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	}
	return fmt.Sprintf("%dd", int(d.Hours()/24))
}
