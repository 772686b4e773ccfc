package fleet

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lampd/internal/mqttlink"
)

// Payloads as lamps write them.
const (
	on   = `{"state":"ON","brightness":255,"color_mode":"hs","color":{"h":0,"s":0},"effect":"off","version":1}`
	off  = `{"state":"OFF","brightness":255,"color_mode":"hs","color":{"h":0,"s":0},"effect":"off","version":2}`
	info = `{"id":"desk","name":"Desk lamp","groups":["study"],"kind":"rgb","clock":"synced"}`
)

// line is an event in short.
func line(e Event) string {
	s := string(e.Kind)
	switch {
	case e.Kind == SettledEvent:
		return s
	case e.Kind == LinkEvent:
		return fmt.Sprint(s, " ", e.Link.Connected)
	}
	s += " " + e.Lamp.ID + " " + e.Lamp.Presence.String()
	if e.Lamp.State != nil && e.Kind == StateEvent {
		s += fmt.Sprint(" ", e.Lamp.State.On)
	}
	return s
}

func lines(events []Event) (lines []string) {
	for _, e := range events {
		lines = append(lines, line(e))
	}
	return lines
}

func TestWhatIsHeardIsNews(t *testing.T) {
	kept := func(topic, payload string) mqttlink.Message {
		return mqttlink.Message{Topic: topic, Payload: []byte(payload), Retained: true}
	}
	live := func(topic, payload string) mqttlink.Message {
		return mqttlink.Message{Topic: topic, Payload: []byte(payload)}
	}
	for name, c := range map[string]struct {
		heard []mqttlink.Message
		want  []string
	}{
		"a presence that is kept":           {[]mqttlink.Message{kept("state/desk", "1")}, []string{"presence desk online"}},
		"a presence that is told again":     {[]mqttlink.Message{kept("state/desk", "1"), live("state/desk", "1")}, []string{"presence desk online"}},
		"a lamp that goes":                  {[]mqttlink.Message{kept("state/desk", "1"), live("state/desk", "0")}, []string{"presence desk online", "presence desk offline"}},
		"a garbled presence is a 0":         {[]mqttlink.Message{kept("state/desk", "on")}, []string{"presence desk offline"}},
		"a state before the presence":       {[]mqttlink.Message{kept("lamp/desk/state", on), kept("state/desk", "1")}, []string{"state desk absent true", "presence desk online"}},
		"a state that is told again":        {[]mqttlink.Message{live("lamp/desk/state", on), live("lamp/desk/state", on)}, []string{"state desk absent true", "state desk absent true"}},
		"a state that is none":              {[]mqttlink.Message{live("lamp/desk/state", `{"state":"MAYBE"}`)}, nil},
		"an info that is told again":        {[]mqttlink.Message{live("lamp/desk/info", info), live("lamp/desk/info", info)}, []string{"info desk absent"}},
		"a reply":                           {[]mqttlink.Message{kept("state/desk", "1"), live("lamp/desk/reply", `{"result":"applied"}`)}, []string{"presence desk online", "reply desk online"}},
		"a lamp of which all is removed":    {[]mqttlink.Message{kept("state/desk", "0"), live("lamp/desk/info", info), live("state/desk", ""), live("lamp/desk/info", "")}, []string{"presence desk offline", "info desk offline", "presence desk absent", "gone desk absent"}},
		"the removal of what was not there": {[]mqttlink.Message{live("state/desk", "")}, nil},
		"a topic of somebody else":          {[]mqttlink.Message{live("state/Desk", "1"), live("lamp/desk/set", on), live("state/desk/x", "1")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPicture()
			var got []string
			for _, m := range c.heard {
				if e, news := p.hear(m, time.Now()); news {
					got = append(got, line(e))
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, not %q", got, c.want)
			}
		})
	}
}

func TestAPresenceSaysSinceWhen(t *testing.T) {
	start := time.Now()
	p := newPicture()
	hear := func(payload string, retained bool, after time.Duration) Lamp {
		e, _ := p.hear(mqttlink.Message{Topic: "state/desk", Payload: []byte(payload), Retained: retained}, start.Add(after))
		return e.Lamp
	}
	if l := hear("1", true, 0); !l.Before || !l.Since.Equal(start) {
		t.Errorf("a kept presence: %+v", l)
	}
	if l := hear("1", false, time.Second); !l.Before || !l.Since.Equal(start) {
		t.Errorf("told again: %+v", l)
	}
	if l := hear("0", false, time.Minute); l.Before || !l.Since.Equal(start.Add(time.Minute)) {
		t.Errorf("gone: %+v", l)
	}
}

func TestWhatABrokerForgotIsAbsentAfterTheNextConnect(t *testing.T) {
	p := newPicture()
	hear := func(id string, retained bool) {
		p.hear(mqttlink.Message{Topic: "state/" + id, Payload: []byte("1"), Retained: retained}, time.Now())
	}
	hear("desk", true)
	hear("hall", true)
	if up := p.linked(Link{Connected: true}); !up {
		t.Error("the first connection is none")
	}
	if got := lines(p.settle(time.Now())); !slices.Equal(got, []string{"settled"}) {
		t.Errorf("settled with %q", got)
	}
	p.linked(Link{})
	if p.snapshot().Settled {
		t.Error("settled without a connection")
	}
	hear("hall", false)
	if up := p.linked(Link{Connected: true}); !up {
		t.Error("the second connection is none")
	}
	if got := lines(p.settle(time.Now())); !slices.Equal(got, []string{"presence desk absent", "settled"}) {
		t.Errorf("settled again with %q", got)
	}
}

func TestARollCallIsNewsOnlyOfThoseThatDoNotAnswer(t *testing.T) {
	p := newPicture()
	hear := func(id, payload string) string {
		e, news := p.hear(mqttlink.Message{Topic: "state/" + id, Payload: []byte(payload)}, time.Now())
		if !news {
			return ""
		}
		return line(e)
	}
	hear("desk", "1")
	hear("hall", "1")
	r := &roll{waiting: map[string]bool{"desk": true, "hall": true}, done: make(chan struct{})}
	p.rolls[r] = true
	for _, payload := range []string{"0", "1"} {
		if got := hear("desk", payload); got != "" {
			t.Errorf("%q while called", got)
		}
	}
	if got := hear("desk", "0"); got != "presence desk offline" {
		t.Errorf("a real 0 after the answer: %q", got)
	}
	hear("hall", "0")
	if got := lines(p.closeRoll(r, time.Now())); !slices.Equal(got, []string{"presence hall offline"}) {
		t.Errorf("the end of the roll call: %q", got)
	}
	if got := hear("hall", "1"); got != "presence hall online" {
		t.Errorf("a late answer: %q", got)
	}
}

func TestAConsumerThatSleepsLosesEventsAndIsTold(t *testing.T) {
	box := make(mailbox, 1)
	for range mostNews + 5 {
		box.put(Event{Kind: SettledEvent})
	}
	n := <-box
	if n.Lost != mostNews || len(n.Events) != 5 {
		t.Errorf("%d lost, %d there", n.Lost, len(n.Events))
	}
	box.put(Event{Kind: SettledEvent})
	if n = <-box; n.Lost != 0 || len(n.Events) != 1 {
		t.Errorf("then %d lost, %d there", n.Lost, len(n.Events))
	}
}

func TestFlagsAreWhatSomebodyShouldLookAfter(t *testing.T) {
	now := time.Now()
	low := true
	for want, l := range map[string]Lamp{
		"":                        {Presence: Online},
		"doubtful":                {Presence: Online, Info: &Info{Clock: "synced", Seen: now.Add(-26 * time.Minute)}},
		"conflict heals problems": {Info: &Info{Conflict: true, Heals: 1, Problems: []string{"x"}}},
		"clock undervoltage":      {Presence: Online, Info: &Info{Clock: "unsynced", Undervoltage: &low}},
	} {
		if got := strings.Join(l.Flags(now), " "); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestASnapshotIsToldAsEvents(t *testing.T) {
	p := newPicture()
	for topic, payload := range map[string]string{"state/desk": "1", "lamp/desk/state": on, "lamp/desk/info": info, "state/hall": "0"} {
		p.hear(mqttlink.Message{Topic: topic, Payload: []byte(payload)}, time.Now())
	}
	p.linked(Link{Connected: true})
	p.settle(time.Now())
	want := []string{"link true", "presence desk online", "state desk online true", "info desk online", "presence hall offline", "settled"}
	if got := lines(p.snapshot().Events(time.Now())); !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}
