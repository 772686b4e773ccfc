//go:build unix

package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// example is a command line of the documentation and what it prints.
type example struct {
	args []string
	want []string // * stands for anything
}

var block = regexp.MustCompile("(?s)```console\n(.*?)```")

// examples reads the console blocks of a page.
func examples(t *testing.T, page string) (found []example) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range block.FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(b[1]) {
			line = strings.TrimSuffix(line, "\n")
			if command, ok := strings.CutPrefix(line, "$ lampctl "); ok {
				found = append(found, example{args: strings.Fields(command)})
			} else {
				e := &found[len(found)-1]
				e.want = append(e.want, line)
			}
		}
	}
	return found
}

// like tells whether a line is as an example has it.
func like(line, want string) bool {
	pattern := strings.ReplaceAll(regexp.QuoteMeta(want), `\*`, ".*")
	return regexp.MustCompile("^" + pattern + "$").MatchString(line)
}

func TestTheExamplesOfTheDocumentationAreTrue(t *testing.T) {
	t.Parallel()
	_, broker := demo(t)
	all := examples(t, "../../docs/lampctl.md")
	if len(all) < 10 {
		t.Fatalf("only %d examples were found", len(all))
	}
	for _, e := range all {
		if slices.Contains([]string{"watch", "sim", "panel"}, e.args[0]) {
			lasting(t, start(t, at(broker, lampctl(t, e.args...))), e)
			continue
		}
		stdout, stderr, _ := finish(t, at(broker, lampctl(t, e.args...)))
		if stdout == "" {
			stdout = stderr
		}
		if got := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n"); !slices.EqualFunc(got, e.want, like) {
			t.Errorf("%q prints\n%s\nnot\n%s", e.args, strings.Join(got, "\n"), strings.Join(e.want, "\n"))
		}
	}
}

// lasting waits until a lampctl that lasts has printed every line of an
// example, in any order, and ends it.
func lasting(t *testing.T, r *running, e example) {
	t.Helper()
	for _, want := range e.want {
		if !slices.ContainsFunc(r.seen, func(line string) bool { return like(line, want) }) {
			r.until(want, func(line string) bool { return like(line, want) })
		}
	}
	if status := r.stop(); status != 0 {
		t.Errorf("%q: exit status %d", e.args, status)
	}
}
