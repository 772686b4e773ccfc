package wire

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"lampd/internal/lamp"
)

// blocks returns the lines of the fenced blocks of a document by what stands
// behind the fence.
func blocks(t *testing.T, file string) map[string][]string {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	kind, inside := "", false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		switch fence, isFence := strings.CutPrefix(line, "```"); {
		case isFence:
			kind, inside = fence, !inside
		case inside:
			found[kind] = append(found[kind], line)
		}
	}
	return found
}

// send does what a mosquitto_pub line does, to a lamp with the id desk in the
// group study.
func send(t *testing.T, line string) (Command, error) {
	topics, _ := NewTopics("desk", []string{"study"}, "homeassistant", nil)
	words := strings.SplitN(line, " ", 5)
	if words[0] != "mosquitto_pub" || words[1] != "-t" {
		t.Fatalf("%s: not understood", line)
	}
	route := topics.Route(words[2])
	switch {
	case route.Kind == Get && words[3] == "-n":
		return Command{}, nil
	case route.Kind == Set && words[3] == "-m":
		return DecodeCommand([]byte(strings.Trim(words[4], "'")))
	case route.Kind == Property && words[3] == "-m":
		return DecodeProperty(route.Property, []byte(strings.Trim(words[4], "'")))
	}
	t.Fatalf("%s: goes nowhere", line)
	return Command{}, nil
}

// refuse tells how a lamp of a kind refuses a command; "" is a lamp that can
// do everything.
func refuse(kind, payload string) error {
	f := lamp.Fixture{Kind: lamp.Kind(kind), Warm: 370, Cold: 153}
	if kind == "" {
		f.Kind = lamp.RGBWW
	}
	c, err := DecodeCommand([]byte(payload))
	if err == nil {
		_, err = f.First().Apply(c.Change, f)
	}
	return err
}

func TestTheExamplesOfTheTopicsPageAreTrue(t *testing.T) {
	for kind, lines := range blocks(t, "../../docs/topics.md") {
		for i, line := range lines {
			var err error
			switch kind {
			case "command":
				err = refuse("", line)
			case "sh":
				_, err = send(t, line)
			case "state":
				var r lamp.Report
				if r, err = DecodeState([]byte(line)); string(EncodeState(r)) != line {
					t.Errorf("%s: would be written as %s", line, EncodeState(r))
				}
			case "reply":
				var r Reply
				if r, err = DecodeReply([]byte(line)); string(EncodeReply(r)) != line {
					t.Errorf("%s: would be written as %s", line, EncodeReply(r))
				}
			case "info":
				var info Info
				if info, err = DecodeInfo([]byte(line)); string(EncodeInfo(info)) != line {
					t.Errorf("%s: would be written as %s", line, EncodeInfo(info))
				}
			default:
				if i%2 == 0 {
					refusal(t, kind, line, lines[i+1])
				}
			}
			if err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
}

// refusal checks one pair of a refused command and its answer.
func refusal(t *testing.T, kind, line, want string) {
	var err error
	if kind == "sh refused" {
		_, err = send(t, line)
	} else if of, ok := strings.CutPrefix(kind, "refused"); ok {
		err = refuse(strings.TrimSpace(of), line)
	} else {
		t.Fatalf("a block of kind %q", kind)
	}
	if err == nil || err.Error() != want {
		t.Errorf("%s:\n got %v\nwant %s", line, err, want)
	}
}

// Every key that a command can have, and every property, stands on the page.
func TestTheTopicsPageNamesEveryWord(t *testing.T) {
	page, err := os.ReadFile("../../docs/topics.md")
	if err != nil {
		t.Fatal(err)
	}
	for key := range keys {
		if !strings.Contains(string(page), "\n| `"+key+"` | ") {
			t.Errorf("the key %s has no row", key)
		}
	}
	for property := range properties {
		if !strings.Contains(string(page), "\n| `"+property+"` | ") {
			t.Errorf("the property %s has no row", property)
		}
	}
	for key := range templates {
		if !strings.Contains(string(page), "`"+key+"`") {
			t.Errorf("the topic %s is not named", key)
		}
	}
	for _, said := range []any{Info{}, Output{}, Reply{}, stateJSON{}} {
		for f := range reflect.TypeOf(said).Fields() {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !strings.Contains(string(page), "`"+key+"`") {
				t.Errorf("the key %s of %T is not named", key, said)
			}
		}
	}
	topics, _ := NewTopics("desk", []string{"study"}, "homeassistant", nil)
	for _, topic := range append(topics.all(), CoursePresence, CourseSet, CourseChanged) {
		if !strings.Contains(string(page), "`"+topic+"`") {
			t.Errorf("%s is not named", topic)
		}
	}
}
