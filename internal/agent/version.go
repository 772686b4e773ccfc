package agent

import "runtime/debug"

// Version returns the version of this program as the Go command stamped it: a
// tag, or a commit; "devel" where it knows neither.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
