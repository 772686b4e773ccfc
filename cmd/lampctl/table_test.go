package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"lampd/internal/fleet"
)

var colors = strings.NewReplacer("\x1b[2m", "", "\x1b[0m", "")

// sample is a table of n lamps, every third one away.
func sample(n int) *table {
	t := &table{sort: "id", link: fleet.Link{Connected: true, Server: "mqtt://hub:1883"}}
	for i := range n {
		l := fleet.Lamp{ID: fmt.Sprintf("lamp-%d", i), Presence: fleet.Online, Since: time.Now(), Before: true}
		if i%3 == 0 {
			l.Presence = fleet.Offline
		}
		r := &fleet.Report{}
		r.On, r.Brightness, r.Mode, r.Client = true, 0.5, "hs", "a client \x1b[31m of a very long name"
		l.State, l.Info = r, &fleet.Info{Version: "v1.2.3", Board: "Raspberry Pi Zero 2 W Rev 1.0", Conflict: true}
		t.lamps = append(t.lamps, l)
	}
	return t
}

func TestATableFitsIntoEveryTerminal(t *testing.T) {
	for width := 10; width < 220; width += 7 {
		for _, height := range []int{1, 4, 24, 60} {
			lines := sample(30).lines(width, height, time.Now())
			if len(lines) > max(height, 4) {
				t.Errorf("%d lines for %d", len(lines), height)
			}
			for _, l := range lines {
				if n := utf8.RuneCountInString(colors.Replace(l)); n > max(width, 9) {
					t.Errorf("%d characters for %d: %q", n, width, l)
				}
			}
		}
	}
}

func TestATableShowsWhatIsKnown(t *testing.T) {
	table := sample(3)
	table.lamps[1].State, table.lamps[1].Info = nil, nil
	want := []string{
		"2 online, 1 offline  connected to mqtt://hub:1883",
		"LAMP      SINCE   LIGHT                               BY              CHANGED  FLAGS             VERSION       BOARD",
		"○ lamp-0  >0s     █████·····  on 50% #ffffff          a client ?[31…           conflict          v1.2.3        Raspberry Pi Zero 2 W Rev…",
		"● lamp-1  >0s                 state unknown                                                                                              ",
		"● lamp-2  >0s     █████·····  on 50% #ffffff          a client ?[31…           conflict          v1.2.3        Raspberry Pi Zero 2 W Rev…",
		"q quit  s sort: id  r roll call",
	}
	got := table.lines(150, 24, table.lamps[0].Since)
	for i := range got {
		got[i] = colors.Replace(got[i])
	}
	if !slices.Equal(got, want) {
		t.Errorf("\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestATableSaysThatTheBrokerIsLost(t *testing.T) {
	table := sample(1)
	table.link = fleet.Link{Err: errors.New("no route to \x1bhub")}
	if got := table.lines(80, 24, time.Now())[0]; got != "0 online, 1 offline  not connected: no route to ?hub" {
		t.Errorf("%q", got)
	}
}

func TestATableStaysWithinItsLamps(t *testing.T) {
	table := sample(30)
	for top, want := range map[int]string{-5: "1-7 of 30", 3: "4-10 of 30", 99: "24-30 of 30"} {
		table.top = top
		lines := table.lines(80, 10, time.Now())
		if got := colors.Replace(lines[len(lines)-1]); !strings.HasPrefix(got, want) {
			t.Errorf("from %d: %q, not %q", top, got, want)
		}
	}
}

func TestKeysThatArriveTogetherAreTakenApart(t *testing.T) {
	for text, want := range map[string][]string{
		"q":                    {"q"},
		"\x1b[A\x1b[5~s":       {up, pageUp, "s"},
		"\x1b":                 {"\x1b"},
		"\x1b[":                {"\x1b", "["},
		"\x1b[1;5Bx\x1b[12":    {"\x1b[1;5B", "x", "\x1b[12"},
		"gG" + home + end + up: {"g", "G", home, end, up},
	} {
		if got := split(text); !slices.Equal(got, want) {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

func TestAgesAreShort(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0s", 59 * time.Second: "59s", time.Minute: "1m", 119 * time.Minute: "1h", 49 * time.Hour: "2d",
	} {
		if got := age(d); got != want {
			t.Errorf("%v is %s, not %s", d, got, want)
		}
	}
}
