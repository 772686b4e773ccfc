package panel

import (
	"math"
	"time"

	"lampd/internal/fleet"
)

// lampView is a lamp as the page gets it. Times are milliseconds since 1970,
// 0 for none.
type lampView struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Presence string      `json:"presence"` // absent, offline, online
	Since    int64       `json:"since"`
	Before   bool        `json:"before,omitempty"`
	State    *stateView  `json:"state"` // null: not heard of
	Changed  int64       `json:"changed,omitempty"`
	Flags    []string    `json:"flags,omitempty"`
	Info     *fleet.Info `json:"info,omitempty"` // only when it is new
}

// stateView is what a lamp says that it was asked for.
type stateView struct {
	On         bool    `json:"on"`
	Brightness int     `json:"brightness"` // 1..255; 0: it cannot be dimmed
	Percent    int     `json:"percent"`
	Mode       string  `json:"mode"`
	Color      string  `json:"color"` // #rrggbb at full value
	Hue        float64 `json:"h"`     // degrees
	Saturation float64 `json:"s"`     // percent
	Kelvin     int     `json:"kelvin,omitempty"`
	Effect     string  `json:"effect,omitempty"`
	Client     string  `json:"client,omitempty"`
	Version    uint64  `json:"version"`
	Ends       int64   `json:"ends,omitempty"` // of its transition
}

// view returns a lamp for the page; what it tells about itself only if asked.
func view(l fleet.Lamp, info bool, now time.Time) lampView {
	v := lampView{
		ID: l.ID, Name: l.Name(), Presence: l.Presence.String(), Since: millis(l.Since), Before: l.Before,
		Changed: millis(l.Changed), Flags: l.Flags(now),
	}
	if l.State != nil {
		v.State = viewState(*l.State)
	}
	if info {
		v.Info = l.Info
	}
	return v
}

func viewState(r fleet.Report) *stateView {
	v := &stateView{
		On: r.Lit(), Mode: string(r.Mode), Color: fleet.Hex(fleet.Color(r.State)), Effect: r.Effect,
		Client: r.Client, Version: r.Version, Ends: millis(r.Ends),
	}
	if r.Mode != "onoff" {
		v.Brightness, v.Percent = int(math.Round(r.Brightness*255)), fleet.Percent(r.Brightness)
	}
	switch r.Mode {
	case "hs":
		v.Hue, v.Saturation = math.Round(r.Hue*3600)/10, math.Round(r.Saturation*1000)/10
	case "color_temp":
		v.Kelvin = int(math.Round(1e5/r.Mireds) * 10)
	}
	return v
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// linkView is the connection to the broker.
type linkView struct {
	Connected bool     `json:"connected"`
	Server    string   `json:"server"`
	Error     string   `json:"error,omitempty"`
	Problems  []string `json:"problems,omitempty"`
}

func viewLink(l fleet.Link) *linkView {
	v := &linkView{Connected: l.Connected, Server: l.Server, Problems: l.Problems}
	if l.Err != nil {
		v.Error = l.Err.Error()
	}
	return v
}
