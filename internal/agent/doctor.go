package agent

import (
	"encoding/json"
	"io"

	"lampd/internal/config"
	"lampd/internal/gpio"
	"lampd/internal/lamp"
)

// Doctor writes what this machine can do for the lamp of a configuration, as
// tables for a person or as JSON. It only reads, and needs no broker.
func Doctor(c config.Config, w io.Writer, asJSON bool) error {
	kind := c.Lamp.Kind
	r := gpio.Examine(c.Output, kind.Channels(), kind == lamp.OnOff)
	if !asJSON {
		return r.WriteText(w)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
