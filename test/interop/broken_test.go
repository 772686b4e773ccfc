package interop

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var seeds = flag.Int("seeds", 100, "seeds that a broken rule is tried with")

// broken are the rules of presence, each broken by a change of one line or two
// in the lamp's code.
var broken = []struct{ name, file, from, to string }{
	{"no answer to foreign values", "guard.go",
		"g.wrong = g.wrong || s.after || s.before && g.echoed", "g.wrong = false"},
	{"an answer every 3 s only", "guard.go",
		"healEvery   = time.Second ", "healEvery   = 3 * time.Second "},
	{"no 1 said again after a connect", "guard.go",
		"second: now.Add(keepAlive*3/2 + assertFirst),\n\t\tassert: now.Add(assertFirst),", "second: now.Add(assertEvery),\n\t\tassert: now.Add(assertEvery),"},
	{"no 1 said again after 1.5 x keep-alive", "guard.go",
		"second: now.Add(keepAlive*3/2 + assertFirst),", "second: now,"},
	{"no 0 before the DISCONNECT", "serve.go",
		"if p := v.Presence; p.Topic != \"\" {\n\t\ttimer", "if p := v.Presence; p.Topic == \"never\" {\n\t\ttimer"},
	{"a 1 behind the 0", "serve.go",
		"\tv.disconnect()\n}", "\t<-v.Start(v.Presence.Topic, []byte(\"1\"), 1, true)\n\tv.disconnect()\n}"},
	{"no Will", "connect.go",
		"p.Topic != \"\" {\n\t\to.SetWill", "p.Topic == \"never\" {\n\t\to.SetWill"},
	{"a 1 that is not retained", "serve.go",
		"[]byte(\"1\"), p.QoS, true)\n}", "[]byte(\"1\"), p.QoS, false)\n}"},
	{"ten minutes' wait before each try", "keeper.go",
		"case <-time.After(k.pause(started)):", "case <-time.After(10*time.Minute + k.pause(started)):"},
}

// TestTheCheckerFindsEveryBrokenRule breaks one rule after the other and plays
// the seeds of the bubble. A rule that nobody misses would prove nothing.
func TestTheCheckerFindsEveryBrokenRule(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range broken {
		source := filepath.Join(root, "internal", "mqttlink", b.file)
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(text), b.from) != 1 {
			t.Errorf("%s: %s does not say once what is to be broken", b.name, b.file)
			continue
		}
		dir := t.TempDir()
		list, err := json.Marshal(map[string]any{"Replace": map[string]string{
			source: file(t, dir, b.file, strings.Replace(string(text), b.from, b.to, 1)),
		}})
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("go", "test", "-overlay", file(t, dir, "overlay.json", string(list)),
			"-run", "TestPresenceIsNeverWrong", "./internal/presencetest")
		cmd.Dir = root
		cmd.Env = append(os.Environ(), fmt.Sprint("LAMPD_SEEDS=", *seeds), "LAMPD_FAULTS=15")
		out, _ := cmd.CombinedOutput()
		found := regexp.MustCompile(`(?m)s  (S\d): `).FindAllSubmatch(out, -1)
		if len(found) == 0 {
			t.Errorf("%s: nothing was found; go test said\n%.2000s", b.name, out)
			continue
		}
		var promises []string
		for _, f := range found {
			promises = append(promises, string(f[1]))
		}
		slices.Sort(promises)
		failed := strings.Count(string(out), "--- FAIL: TestPresenceIsNeverWrong/seed/")
		table.lines = append(table.lines, fmt.Sprintf("%-44s found by %d of %d seeds, as a violation of %v",
			b.name, failed, *seeds, slices.Compact(promises)))
	}
}
