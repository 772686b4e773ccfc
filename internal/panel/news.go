package panel

import (
	"strings"
	"time"

	"lampd/internal/fleet"
)

// allMessage is everything, for a page that has just come.
type allMessage struct {
	Now     int64      `json:"now"` // by this machine's clock
	Token   string     `json:"token"`
	Client  string     `json:"client"` // the name under which the page commands lamps
	Link    *linkView  `json:"link"`
	Settled bool       `json:"settled"`
	Lamps   []lampView `json:"lamps"`
}

// newsMessage is what has changed.
type newsMessage struct {
	Now     int64      `json:"now"`
	Link    *linkView  `json:"link,omitempty"`
	Settled bool       `json:"settled,omitempty"`
	Lamps   []lampView `json:"lamps,omitempty"`
	Gone    []string   `json:"gone,omitempty"`
	Log     []logLine  `json:"log,omitempty"`
	More    int        `json:"more,omitempty"` // lines that are left out
}

// logLine is one thing that happened, for people.
type logLine struct {
	Time  int64  `json:"t"`
	ID    string `json:"id,omitempty"`
	Name  string `json:"name,omitempty"`
	Kind  string `json:"kind"` // presence, state, refused, flags, gone, link
	Text  string `json:"text"`
	By    string `json:"by,omitempty"`
	Color string `json:"color,omitempty"`
	Bad   bool   `json:"bad,omitempty"` // somebody should look after it
}

// mostLines is how many lines one message has at most: nobody reads more.
const mostLines = 50

// teller puts events together for one page.
type teller struct {
	flags map[string]string // of each lamp, as told last
}

func newTeller(lamps []fleet.Lamp, now time.Time) *teller {
	t := &teller{flags: map[string]string{}}
	for _, l := range lamps {
		t.flags[l.ID] = strings.Join(l.Flags(now), ", ")
	}
	return t
}

// tell puts events into one message: every lamp once, as it is after them, and
// of its states only the last in the log.
func (t *teller) tell(events []fleet.Event, now time.Time) newsMessage {
	m := newsMessage{Now: millis(now)}
	order, newest, info := []string{}, map[string]fleet.Event{}, map[string]bool{}
	last := map[string]int{} // index of each lamp's last new state
	for i, e := range events {
		id := e.Lamp.ID
		switch {
		case e.Link != nil:
			m.Link = viewLink(*e.Link)
		case e.Kind == fleet.SettledEvent:
			m.Settled = true
		case id != "":
			if _, seen := newest[id]; !seen {
				order = append(order, id)
			}
			newest[id] = e
			info[id] = info[id] || e.Kind == fleet.InfoEvent
			if changed(e) {
				last[id] = i
			}
		}
	}
	for _, id := range order {
		if e := newest[id]; e.Kind == fleet.GoneEvent {
			m.Gone = append(m.Gone, id)
		} else {
			m.Lamps = append(m.Lamps, view(e.Lamp, info[id], now))
		}
	}
	for i, e := range events {
		if changed(e) && last[e.Lamp.ID] != i {
			continue
		}
		m.log(t.line(e))
	}
	return m
}

// log adds a line that says something.
func (m *newsMessage) log(l logLine) {
	switch {
	case l.Text == "":
	case len(m.Log) < mostLines:
		m.Log = append(m.Log, l)
	default:
		m.More++
	}
}

// changed tells whether an event is a new state, told now.
func changed(e fleet.Event) bool {
	return e.Kind == fleet.StateEvent && e.Lamp.State != nil && e.Lamp.Changed.Equal(e.Time)
}

// line says what happened; without text it is nothing worth a line.
func (t *teller) line(e fleet.Event) logLine {
	l := logLine{Time: millis(e.Time), ID: e.Lamp.ID, Name: e.Lamp.Name(), Kind: string(e.Kind)}
	switch {
	case e.Kind == fleet.PresenceEvent && !e.Retained:
		l.Text, l.Bad = e.Lamp.Presence.String(), e.Lamp.Presence != fleet.Online
	case changed(e):
		l.Text, l.By = fleet.Describe(*e.Lamp.State), e.Lamp.State.Client
		l.Color = fleet.Hex(fleet.Color(e.Lamp.State.State))
	case e.Kind == fleet.ReplyEvent && e.Reply.Result != "applied":
		l.Kind, l.Text, l.Bad = "refused", string(e.Reply.Result)+": "+e.Reply.Error, true
	case e.Kind == fleet.InfoEvent:
		l.Kind = "flags"
		l.Text, l.Bad = t.flagsText(e)
	case e.Kind == fleet.GoneEvent:
		l.Text = "removed from the broker"
	case e.Kind == fleet.LinkEvent && e.Link.Connected:
		l.Text = "connected to " + e.Link.Server
	case e.Kind == fleet.LinkEvent && e.Link.Err != nil:
		l.Text, l.Bad = "not connected: "+e.Link.Err.Error(), true
	}
	return l
}

// flagsText says which flags a lamp has now, if they are others than before.
func (t *teller) flagsText(e fleet.Event) (text string, bad bool) {
	flags := strings.Join(e.Lamp.Flags(e.Time), ", ")
	if flags == t.flags[e.Lamp.ID] {
		return "", false
	}
	t.flags[e.Lamp.ID] = flags
	if flags == "" {
		return "all is well again", false
	}
	return strings.Join(append([]string{flags}, e.Lamp.Info.Problems...), "; "), true
}
