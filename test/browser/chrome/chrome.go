// Package chrome starts the headless Chromium of the system and looks at a page
// of the panel. It is for tests and screenshots only.
package chrome

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Find returns the program.
func Find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("chromium is not installed: scripts/setup installs it")
}

// Start starts a browser in which tabs can be opened, until stop is called.
func Start(ctx context.Context) (browser context.Context, stop func(), err error) {
	path, err := Find()
	if err != nil {
		return nil, nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.WSURLReadTimeout(time.Minute), // on a loaded machine it may be slow to start
		chromedp.NoSandbox,                     // it shows nothing but this machine's pages, often as root
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("host-resolver-rules", "MAP *.test 127.0.0.1"),
	)
	alloc, end := chromedp.NewExecAllocator(ctx, options...)
	browser, cancel := chromedp.NewContext(alloc)
	if err := chromedp.Do(browser); err != nil {
		cancel()
		end()
		return nil, nil, fmt.Errorf("start chromium: %w", err)
	}
	return browser, func() { cancel(); end() }, nil
}

// Screen is what a page is shown on.
type Screen struct {
	Width, Height int64
	Scale         float64 // device pixels for each of the page's
	Scheme        string  // dark or light
	Phone         bool    // it is touched
}

// Step is something that is done in a tab.
type Step = chromedp.Action[chromedp.Void]

// Use has the tab show its page on a screen.
func (s Screen) Use() Step {
	options := []chromedp.EmulateViewportOption{chromedp.EmulateScale(s.Scale)}
	if s.Phone {
		options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	return chromedp.Steps(
		chromedp.EmulateViewport(s.Width, s.Height, options...),
		chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s.Scheme}},
			})
			return err
		}),
	)
}

// Run evaluates JavaScript in the page.
func Run(script string) Step { return chromedp.Evaluate[chromedp.Void](script) }

// Until waits until a JavaScript expression is true. It asks from outside: the
// page's own policy forbids to make functions of text.
func Until(expression string, patience time.Duration) Step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		for {
			is, err := chromedp.Evaluate[bool]("Boolean("+expression+")")(ctx, t)
			if is {
				return nil
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("%s is not so within %v (%v)", expression, patience, err)
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
}
