package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"lampd/test/browser/chrome"
)

var (
	bin     string          // where lampctl and lampd are
	chromia context.Context // the browser that all tests share, a tab each
)

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	if _, err := chrome.Find(); err != nil {
		if os.Getenv("CI") == "true" && os.Getenv("LAMPD_SKIP") == "" {
			fmt.Println(err)
			return 1
		}
		fmt.Println("skipped:", err)
		return 0
	}
	dir, err := os.MkdirTemp("", "lampd-browser-*")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	bin = dir
	for _, program := range []string{"lampctl", "lampd"} {
		build := exec.Command("go", "build", "-o", filepath.Join(dir, program), "./cmd/"+program)
		build.Dir = "../.."
		if out, err := build.CombinedOutput(); err != nil {
			panic(string(out))
		}
	}
	browser, stop, err := chrome.Start(context.Background())
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer stop()
	chromia = browser
	return m.Run()
}
