package presencetest

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Harm is a way to do harm.
type Harm string

// What can be done to a lamp, its way and its broker. A harm that lasts is
// undone after its time.
const (
	Kill       Harm = "kill the lamp"             // SIGKILL, started again after For
	Terminate  Harm = "stop the lamp"             // SIGTERM, started again after For
	Hang       Harm = "freeze the lamp"           // SIGSTOP for For
	PowerCut   Harm = "cut the lamp's power"      // no packet tells of it; started again after For
	HoldBack   Harm = "hold the packets back"     // for For
	Drop       Harm = "forget the connections"    // packets vanish, the next connection works
	Cut        Harm = "cut the connections"       // both ends are told
	LateWill   Harm = "cut, the Will late"        // by Late
	HiddenWill Harm = "cut, the Will kept unseen" // late by Late, delivered to nobody
	Takeover   Harm = "take the client id over"   // Times times
	Forge      Harm = "publish a foreign value"   // Text
	EndBroker  Harm = "end the broker"            // for For; it remembers if Keep
	KillBroker Harm = "kill the broker"           // for For; it remembers if Keep
	EndNode    Harm = "end one of the brokers"    // for For
	KillNode   Harm = "kill one of the brokers"   // for For
	BadState   Harm = "make the state unsaveable" // for For
	JumpClock  Harm = "let the lamp's clock jump" // by Jump
)

// Fault is one harm at its time.
type Fault struct {
	At    time.Duration // after the beginning
	Harm  Harm
	For   time.Duration
	Late  time.Duration
	Jump  time.Duration
	Times int
	Text  string
	Keep  bool
}

// String is one line for a person.
func (f Fault) String() string {
	s := fmt.Sprintf("%12.4fs  %s", f.At.Seconds(), f.Harm)
	switch {
	case f.Late != 0:
		s += fmt.Sprintf(" by %v", f.Late)
	case f.Jump != 0:
		s += fmt.Sprintf(" by %v", f.Jump)
	case f.Harm == Forge:
		s += fmt.Sprintf(" %.40q, %d times", f.Text, f.Times)
	case f.Times > 0:
		s += fmt.Sprintf(", %d times", f.Times)
	case f.For > 0:
		s += fmt.Sprintf(", for %v", f.For)
	}
	if f.Keep {
		s += ", it remembers"
	}
	return s
}

// Plan is what is done, and when a fresh reader looks.
type Plan struct {
	Faults []Fault
	Reads  []time.Duration
	Length time.Duration
}

// String lists the faults.
func (p Plan) String() string {
	var b strings.Builder
	for _, f := range p.Faults {
		fmt.Fprintln(&b, f)
	}
	return b.String()
}

// Recipe says what plans are made of.
type Recipe struct {
	Faults  int           // about how many
	Quiet   time.Duration // of the rules that will judge
	Longest time.Duration // that a harm lasts
	Latest  time.Duration // that a Will comes
	Window  time.Duration // in which the faults of a group begin
	Every   time.Duration // from group to group; 0: as soon as each is judged
	Hidden  time.Duration // the latest that a Will may be kept unseen: while the lamp still expects one
	Weights map[Harm]int  // how often each harm is chosen
}

// New makes the plan of a seed: groups of one to four faults that overlap, each
// followed by a quiet time, in which some harms still last.
func (r Recipe) New(seed uint64) Plan {
	rnd := rand.New(rand.NewPCG(seed, 1))
	harms := r.harms()
	var p Plan
	at := time.Second
	for len(p.Faults) < r.Faults {
		start, end := at, at
		group := 1 + rnd.IntN(4)
		for i := range group {
			f := r.fault(rnd, harms[rnd.IntN(len(harms))])
			f.At = at + time.Duration(rnd.Float64()*float64(r.Window))
			if i == 0 {
				f.At = at
			}
			p.Faults = append(p.Faults, f)
			if f.lasting() && rnd.IntN(4) == 0 {
				end = max(end, f.At)
				p.Faults[len(p.Faults)-1].For = -1 // until after the quiet
			} else {
				end = max(end, f.At+f.length())
			}
		}
		p.Reads = append(p.Reads, at+time.Duration(rnd.Float64()*float64(end-at)))
		read := end + r.Quiet + time.Second
		p.Reads = append(p.Reads, read)
		for i := len(p.Faults) - group; i < len(p.Faults); i++ {
			if f := &p.Faults[i]; f.For == -1 {
				f.For = read + time.Second - f.At
			}
		}
		at = max(read+2*time.Second, start+r.Every)
	}
	p.Length = at
	slices.SortStableFunc(p.Faults, func(a, b Fault) int { return cmp.Compare(a.At, b.At) })
	return p
}

// The time between two takeovers, and between two foreign values, of one fault.
const (
	takeoverPause = 2 * time.Second
	forgePause    = 300 * time.Millisecond
)

// length is how long the harm goes on.
func (f Fault) length() time.Duration {
	pause := takeoverPause
	if f.Harm == Forge {
		pause = forgePause
	}
	return f.For + f.Late + time.Duration(f.Times)*pause
}

// lasting tells whether the harm may still be there when all is quiet.
func (f Fault) lasting() bool {
	switch f.Harm {
	case Kill, Terminate, PowerCut, HoldBack, Hang:
		return true
	}
	return false
}

// ofBroker tells whether the harm is done to the broker.
func (f Fault) ofBroker() bool { return f.Harm == EndBroker || f.Harm == KillBroker || f.ofNode() }

// ofNode tells whether the harm leaves other brokers to turn to.
func (f Fault) ofNode() bool { return f.Harm == EndNode || f.Harm == KillNode }

// harms lists each harm as often as it weighs, in a fixed order.
func (r Recipe) harms() []Harm {
	var all []Harm
	for h, n := range r.Weights {
		for range n {
			all = append(all, h)
		}
	}
	slices.Sort(all)
	return all
}

// fault fills in what a harm needs.
func (r Recipe) fault(rnd *rand.Rand, h Harm) Fault {
	f := Fault{Harm: h}
	switch h {
	case Forge:
		f.Text = []string{"0", "0", "", "2", "01", "garbage", "\x00", strings.Repeat("0", 9000)}[rnd.IntN(8)]
		f.Times = []int{1, 1, 1, 4}[rnd.IntN(4)]
	case Takeover:
		f.Times = []int{1, 1, 1, 2, 6}[rnd.IntN(5)]
	case LateWill:
		f.Late = span(rnd, r.Latest)
	case HiddenWill:
		f.Late = time.Duration(rnd.Float64() * float64(r.Hidden))
	case JumpClock:
		f.Jump = []time.Duration{-time.Hour, time.Hour, 24 * 365 * time.Hour, -24 * 365 * 20 * time.Hour}[rnd.IntN(4)]
	case Drop, Cut:
	default:
		f.For = span(rnd, r.Longest)
	}
	if h == EndBroker || h == KillBroker {
		f.Keep = rnd.IntN(2) == 0
	}
	return f
}

// span is a time between 1 ms and longest; each order of magnitude is as
// likely as the next.
func span(rnd *rand.Rand, longest time.Duration) time.Duration {
	ratio := float64(longest) / float64(time.Millisecond)
	return time.Duration(float64(time.Millisecond) * math.Pow(ratio, rnd.Float64()))
}
