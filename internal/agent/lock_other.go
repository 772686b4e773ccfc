//go:build !unix

package agent

import "log/slog"

// lock holds nothing here: lampd runs on Linux, and simulated lamps need none.
func lock(string, *slog.Logger) (unlock func(), err error) { return func() {}, nil }
