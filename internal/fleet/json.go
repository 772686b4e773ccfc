package fleet

import (
	"encoding/json"
	"time"

	"lampd/internal/wire"
)

// eventJSON is an event as scripts read it.
type eventJSON struct {
	Time     time.Time       `json:"time"`
	Event    Kind            `json:"event"`
	ID       string          `json:"id,omitempty"`
	Presence string          `json:"presence,omitempty"`
	Retained bool            `json:"retained,omitempty"`
	State    json.RawMessage `json:"state,omitempty"`
	Info     *Info           `json:"info,omitempty"`
	Flags    []string        `json:"flags,omitempty"`
	Reply    *Reply          `json:"reply,omitempty"`
	Link     *linkJSON       `json:"link,omitempty"`
}

// linkJSON is the connection as scripts read it.
type linkJSON struct {
	Connected bool     `json:"connected"`
	Server    string   `json:"server"`
	Error     string   `json:"error,omitempty"`
	Problems  []string `json:"problems,omitempty"`
}

// MarshalJSON writes the event with what it is about: the lamp's id and
// presence, and in a state event the state, in an info event the info and the
// flags, and so on. State, info and reply are as the lamp wrote them.
func (e Event) MarshalJSON() ([]byte, error) {
	j := eventJSON{Time: e.Time.UTC().Truncate(time.Millisecond), Event: e.Kind, ID: e.Lamp.ID, Retained: e.Retained, Reply: e.Reply}
	if j.ID != "" {
		j.Presence = e.Lamp.Presence.String()
	}
	switch e.Kind {
	case StateEvent:
		j.State = stateJSON(e.Lamp.State)
	case InfoEvent:
		j.Info, j.Flags = e.Lamp.Info, e.Lamp.Flags(e.Time)
	case LinkEvent:
		j.Link = &linkJSON{Connected: e.Link.Connected, Server: e.Link.Server, Problems: e.Link.Problems}
		if e.Link.Err != nil {
			j.Link.Error = e.Link.Err.Error()
		}
	}
	return json.Marshal(j)
}

// MarshalJSON writes the outcome with the newest state.
func (o Outcome) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID      string          `json:"id"`
		Result  Result          `json:"result"`
		Reason  string          `json:"reason,omitempty"`
		Ignored []string        `json:"ignored,omitempty"`
		State   json.RawMessage `json:"state,omitempty"`
	}{o.ID, o.Result, o.Reason, o.Ignored, stateJSON(o.State)})
}

// stateJSON is a state as the lamp writes it, nil for none.
func stateJSON(r *Report) json.RawMessage {
	if r == nil {
		return nil
	}
	return wire.EncodeState(*r)
}
