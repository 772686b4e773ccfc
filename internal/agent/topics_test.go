package agent

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lampd/internal/config"
	"lampd/internal/wire"
)

// Packages config and wire both know the usual topics: one to check, one to
// use them.
func TestTheTopicsInTheShippedFileAreTheUsualOnes(t *testing.T) {
	text, err := os.ReadFile("../../config.toml")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "\n[topics]\n")
	renames := map[string]string{}
	for line := range strings.Lines(table) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), " = ")
		renames[key] = strings.Trim(value, `"`)
	}
	groups := []string{"study"}
	shipped, err := wire.NewTopics("desk", groups, "homeassistant", renames)
	if err != nil {
		t.Fatal(err)
	}
	usual, err := wire.NewTopics("desk", groups, "homeassistant", nil)
	if err != nil || len(renames) != 9 || !reflect.DeepEqual(shipped, usual) {
		t.Errorf("%d topics, %v:\n got %+v\nwant %+v", len(renames), err, shipped, usual)
	}
}

// What check lets pass, run can use.
func TestEveryTopicTableThatIsCheckedCanBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.toml")
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.SampledFrom([]string{"{id}", "{group}", "{prefix}", "{", "/", "a", "set", "all", "state", "+", "$", "é", "\\u0000", strings.Repeat("x", 250)})
		text := fmt.Sprintf("id = %q\n", rapid.SampledFrom([]string{"a", "all", "set", "status", strings.Repeat("i", 32)}).Draw(t, "id"))
		text += fmt.Sprintf("homeassistant.prefix = %q\n[topics]\n", strings.Join(rapid.SliceOfN(part, 1, 3).Draw(t, "prefix"), ""))
		for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"presence", "set", "get", "group_set", "state", "info", "discovery"}), 0, 3, rapid.ID).Draw(t, "keys") {
			text += fmt.Sprintf("%s = %q\n", key, strings.Join(rapid.SliceOfN(part, 1, 40).Draw(t, key), ""))
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(file, true, config.System())
		if err != nil {
			return
		}
		taken++
		if _, err := wire.NewTopics(c.ID, c.Groups, c.HomeAssistant.Prefix, c.Topics); err != nil {
			t.Errorf("%s\n%v", text, err)
		}
	})
	if taken == 0 {
		t.Error("nothing was taken")
	}
}
