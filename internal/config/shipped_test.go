package config

import (
	"os"
	"reflect"
	"regexp"
	"testing"
)

// shipped returns the config.toml of the repository with the keys in it that
// are only a comment, and the same with these keys uncommented.
func shipped(t *testing.T) (asIs, whole []byte) {
	t.Helper()
	asIs, err := os.ReadFile("../../config.toml")
	if err != nil {
		t.Fatal(err)
	}
	return asIs, regexp.MustCompile(`(?m)^# ([a-z_]+ = )`).ReplaceAll(asIs, []byte("$1"))
}

func TestTheShippedFileMeansTheSameAsNone(t *testing.T) {
	env := board(t, map[string]string{machineID: "0123\n"})
	want, err := decode("config.toml", nil, env)
	if err != nil {
		t.Fatal(err)
	}
	asIs, whole := shipped(t)
	for _, text := range [][]byte{asIs, whole} {
		got, err := decode("config.toml", text, env)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("\n got %+v\nwant %+v", got, want)
		}
	}
}

func TestEveryKeyStandsInTheShippedFile(t *testing.T) {
	_, whole := shipped(t)
	f, err := parse("config.toml", whole)
	if err != nil {
		t.Fatal(err)
	}
	c := defaults()
	known := c.keys()
	f.apply(known)
	for _, name := range known.names {
		if _, ok := f.seen[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
	if len(f.mistakes) > 0 {
		t.Error(f.mistakes)
	}
}
