package presencetest

import (
	"strings"
	"testing"
	"time"
)

// at makes an event of a history, seconds after its beginning.
func at(seconds float64, k Kind, text string) Event {
	d := time.Duration(seconds * float64(time.Second))
	return Event{At: d, Kind: k, Text: text, Until: d}
}

// up is how every history here begins: a lamp that is there.
var up = []Event{
	at(0, Start, ""), at(0, WatcherUp, ""), at(0.1, Seen, "1"), at(0.1, Connected, ""),
}

func TestJudge(t *testing.T) {
	rules := Rules{KeepAlive: 10 * time.Second, Slack: 100 * time.Millisecond}
	for _, c := range []struct {
		name   string
		events []Event
		want   string // the promise that is broken, "" for none
	}{
		{"a lamp that is there", []Event{at(30, Fresh, "1")}, ""},
		{"a lamp that is there, and 0 is kept", []Event{at(30, Fresh, "0")}, "S1"},
		{"0 is kept shortly after a disturbance", []Event{at(30, Reset, ""), at(31, Fresh, "0")}, ""},
		{"killed, and 1 is kept", []Event{at(30, End, ""), at(60, Fresh, "1")}, "S1"},
		{"killed, the Will came", []Event{at(30, End, ""), at(30, Seen, "0"), at(60, Fresh, "0")}, ""},
		{"killed while the broker was away, which remembers", []Event{
			at(30, BrokerEnd, ""), at(31, End, ""), at(32, BrokerKeeps, ""), at(60, Fresh, "1")}, ""},
		{"killed long before the broker ended, which remembers something else", []Event{
			at(30, End, ""), at(60, BrokerEnd, ""), at(61, BrokerKeeps, ""), at(90, Fresh, "1")}, "S1"},
		{"killed, and the broker forgets", []Event{
			at(30, End, ""), at(60, BrokerEnd, ""), at(61, BrokerBlank, ""), at(90, Fresh, "")}, ""},
		{"there, and the broker has nothing", []Event{at(30, Fresh, "")}, "S1"},
		{"a 1 after the end", []Event{at(30, End, ""), at(31, Seen, "1")}, "S2"},
		{"a 1 that was held back", []Event{
			at(29, Stall, ""), at(30, End, ""), at(40, Resume, ""), at(40, Seen, "1"), at(40, Seen, "0")}, ""},
		{"a 0 that stays", []Event{at(30, Foreign, "0"), at(30, Seen, "0"), at(33, Seen, "1")}, "S3"},
		{"a 0 that is answered", []Event{at(30, Foreign, "0"), at(30, Seen, "0"), at(31, Seen, "1"), at(60, Fresh, "1")}, ""},
		{"a stop with a 0", []Event{at(30, Stop, ""), at(30.01, Seen, "0"), at(30.02, End, ""), at(60, Fresh, "0")}, ""},
		{"a stop without a 0", []Event{at(30, Stop, ""), at(30.02, End, ""), at(31, Seen, "0")}, "S4"},
		{"a stop that hangs", []Event{at(30, Stop, ""), at(30, Seen, "0"), at(40, End, "")}, "S4"},
		{"garbage that stays", []Event{at(30, Foreign, "x"), at(30, Seen, "x"), at(31, Seen, "1"), at(35, Fresh, "x")}, "S5"},
		{"two kept values", []Event{at(30, Fresh, "0,1")}, "S5"},
		{"garbage for a dead lamp", []Event{at(30, End, ""), at(30, Seen, "0"), at(40, Foreign, "x"), at(40, Seen, "x"), at(90, Fresh, "x")}, ""},
		{"away in a conflict", []Event{at(30, Robbed, ""), at(30, Rival, ""), at(60, Fresh, "0")}, ""},
		{"not back", []Event{at(30, Reset, ""), at(30, Away, ""), at(60, Fresh, "0")}, "S1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			events := append(append([]Event(nil), up...), c.events...)
			v := Judge(rules, append(events, at(200, Disturb, "the end")))
			got := strings.Join(v.Violations, "\n")
			if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("violations %q, want %q", got, c.want)
			}
		})
	}
}

func TestShrinkLeavesTheFaultThatMatters(t *testing.T) {
	p := bubble.New(7)
	p.Faults = append(p.Faults, Fault{Harm: BadState})
	fails := func(p Plan) (v Verdict, _ []Event) {
		for _, f := range p.Faults {
			if f.Harm == BadState {
				v.Violations = []string{"S1"}
			}
		}
		return v, nil
	}
	v, _ := fails(p)
	small, v, _ := Shrink(p, v, nil, fails)
	if len(small.Faults) != 1 || small.Faults[0].Harm != BadState || len(v.Violations) != 1 {
		t.Errorf("left over: %v", small)
	}
}

func TestAPlanIsRepeatedFromItsSeed(t *testing.T) {
	if one, two := bubble.New(3).String(), bubble.New(3).String(); one != two || one == bubble.New(4).String() {
		t.Errorf("seed 3 makes\n%sand\n%s", one, two)
	}
}
