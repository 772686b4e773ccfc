package fleet

import (
	"slices"
	"testing"
)

// lampOf is a lamp that is online, in groups.
func lampOf(id string, groups ...string) Lamp {
	return Lamp{ID: id, Presence: Online, Info: &Info{Groups: groups}}
}

func tallyOf(to []string, lamps ...Lamp) *tally {
	t := newTally(Order{To: to}, "me", "x")
	t.know(Snapshot{Settled: true, Lamps: lamps})
	return t
}

func TestNoLampIsAddressedTwice(t *testing.T) {
	lamps := []Lamp{lampOf("desk", "study", "down"), lampOf("shelf", "study"), lampOf("hall", "down")}
	for _, c := range []struct{ to, want []string }{
		{[]string{"desk"}, []string{"desk"}},
		{[]string{"study"}, []string{"study"}},
		{[]string{"desk", "hall"}, []string{"desk", "hall"}},
		{[]string{"desk", "desk"}, []string{"desk"}},
		{[]string{"desk", "study"}, []string{"desk", "shelf"}},
		{[]string{"study", "desk"}, []string{"study"}},
		{[]string{"study", "down"}, []string{"study", "hall"}},
		{[]string{"down", "all"}, []string{"down", "shelf"}},
		{[]string{"unknown", "unknown"}, []string{"unknown"}},
	} {
		if got := tallyOf(c.to, lamps...).addresses(); !slices.Equal(got, c.want) {
			t.Errorf("%q is sent to %q, not %q", c.to, got, c.want)
		}
	}
}

// Events that answer the order of tallyOf.
func replied(l Lamp, r Reply) Event { return Event{Kind: ReplyEvent, Lamp: l, Reply: &r} }

func stated(l Lamp, client string) Event {
	l.State = &Report{}
	l.State.Client = client
	return Event{Kind: StateEvent, Lamp: l}
}

func TestAnOrderIsCompleteWhenEveryLampThatIsThereHasAnswered(t *testing.T) {
	desk, hall := lampOf("desk"), lampOf("hall")
	away := Lamp{ID: "attic", Presence: Offline}
	applied := Reply{ID: "x", Result: "applied"}
	for name, c := range map[string]struct {
		tally *tally
		heard []Event
		want  bool
	}{
		"nothing heard":                      {tallyOf([]string{"desk"}, desk), nil, false},
		"a reply without a state":            {tallyOf([]string{"desk"}, desk), []Event{replied(desk, applied)}, false},
		"a reply and a state":                {tallyOf([]string{"desk"}, desk), []Event{replied(desk, applied), stated(desk, "me")}, true},
		"a reply to somebody else":           {tallyOf([]string{"desk"}, desk), []Event{replied(desk, Reply{ID: "y", Result: "applied"}), stated(desk, "me")}, false},
		"one of two":                         {tallyOf([]string{"all"}, desk, hall), []Event{replied(desk, applied), stated(desk, "me")}, false},
		"one that is there, one that is not": {tallyOf([]string{"all"}, desk, away), []Event{replied(desk, applied), stated(desk, "me")}, true},
		"only one that is not there":         {tallyOf([]string{"attic"}, away), nil, true},
		"a name that nobody has":             {tallyOf([]string{"nobody"}, desk), nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, e := range c.heard {
				c.tally.hear(e)
			}
			if got := c.tally.complete(); got != c.want {
				t.Errorf("complete: %v", got)
			}
		})
	}
}

func TestAGroupIsNotCompleteBeforeItIsKnown(t *testing.T) {
	desk := lampOf("desk", "study")
	for _, c := range []struct {
		to   string
		want bool
	}{{"desk", true}, {"study", false}} {
		tally := tallyOf([]string{c.to}, desk)
		tally.settled = false
		tally.hear(replied(desk, Reply{ID: "x", Result: "applied"}))
		tally.hear(stated(desk, "me"))
		if got := tally.complete(); got != c.want {
			t.Errorf("%s alone: complete is %v", c.to, got)
		}
	}
}

func TestEachLampHasItsOutcome(t *testing.T) {
	tally := tallyOf([]string{"all", "nobody"}, lampOf("a"), lampOf("b"), lampOf("c"), Lamp{ID: "d"}, lampOf("e"), Lamp{ID: "f", Presence: Offline})
	tally.hear(replied(lampOf("a"), Reply{ID: "x", Result: "applied", Ignored: []string{"foo"}}))
	tally.hear(replied(lampOf("b"), Reply{ID: "x", Result: "rejected", Error: "color: no"}))
	tally.hear(stated(lampOf("c"), "me")) // its reply was one too many
	tally.hear(stated(lampOf("e"), "somebody else"))
	tally.hear(replied(Lamp{ID: "f", Presence: Offline}, Reply{ID: "x", Result: "expired"}))
	want := []Outcome{
		{ID: "a", Result: Done, Ignored: []string{"foo"}},
		{ID: "b", Result: Refused, Reason: "color: no"},
		{ID: "c", Result: Done},
		{ID: "d", Result: Away},
		{ID: "e", Result: Silent},
		{ID: "f", Result: Refused, Reason: "expired"},
		{ID: "nobody", Result: Unknown},
	}
	got := tally.results()
	same := func(a, b Outcome) bool {
		return a.ID == b.ID && a.Result == b.Result && a.Reason == b.Reason && slices.Equal(a.Ignored, b.Ignored)
	}
	if !slices.EqualFunc(got, want, same) {
		t.Errorf("%+v", got)
	}
}

func TestAnOrderThatMakesNoSenseIsRefused(t *testing.T) {
	var light Command
	if err := SetProperty(&light, "color", "orange"); err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]Order{
		"no lamp and no group is named":                   {Command: light},
		`"De sk" is neither the id of a lamp nor a group`: {To: []string{"desk", "De sk"}, Command: light},
		"the command asks for nothing":                    {To: []string{"desk"}, Command: Command{ID: "x"}},
		"a start 11s ahead is outside 0..10s":             {To: []string{"desk"}, Command: light, Lead: 11e9},
	} {
		if err := o.check(); err == nil || err.Error() != want {
			t.Errorf("%v, not %s", err, want)
		}
	}
}

func TestACommandInJSONIsReadStrictly(t *testing.T) {
	c, err := ParseCommand([]byte(`{"state":"ON","brightness":128,"client":"page"}`))
	if err != nil || c.Power == nil || c.Brightness == nil || c.Client != "page" {
		t.Errorf("%+v, %v", c, err)
	}
	for json, want := range map[string]string{
		`{"brightness":300}`:      "brightness: 300 is outside 0..255",
		`{"colour":"red","on":1}`: "colour, on: unknown",
		`[]`:                      "payload: [] is not an object",
	} {
		if _, err := ParseCommand([]byte(json)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, not %s", json, err, want)
		}
	}
}

func TestAnOrderTakesNoOtherOrdersLampForItsOwn(t *testing.T) {
	desk, hall := lampOf("desk"), lampOf("hall")
	order := tallyOf([]string{"desk"}, desk, hall)
	order.hear(stated(hall, "me")) // another order of ours
	if got := order.results(); len(got) != 1 || got[0].ID != "desk" || got[0].Result != Silent {
		t.Errorf("%+v", got)
	}
}
