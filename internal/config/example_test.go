package config_test

import (
	"fmt"
	"os"
	"path/filepath"

	"lampd/internal/config"
)

// All mistakes of a file are told at once, each with its line.
func ExampleLoad() {
	dir, err := os.MkdirTemp("", "config")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "config.toml")
	_ = os.WriteFile(name, []byte("id = \"Desk\"\n[lamp]\nkind = \"neon\"\ntransitoin = \"1s\"\n"), 0o600)
	_, err = config.Load(name, true, config.Env{HostName: "pi"})
	for _, m := range err.(config.Mistakes) {
		fmt.Printf("line %d: %s\n", m.Line, m.Key)
	}
	// Output:
	// line 1: id
	// line 3: lamp.kind
	// line 4: lamp.transitoin
}
