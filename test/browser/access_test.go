package browser

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"lampd/test/browser/chrome"
)

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestKeysAreEnough(t *testing.T) {
	b := broker(t)
	desk := startLamp(t, b, "desk", "rgb")
	url, _ := panel(t, b)
	p := open(t, url)
	p.until(`%s?.disabled === false`, of("desk", ".switch"))
	// tab goes on until an element has the focus.
	tab := func(element string) {
		t.Helper()
		for range 200 { // some come late
			if eval[bool](p, `document.activeElement === %s`, element) {
				return
			}
			p.do(chromedp.KeyEvent("\t"))
		}
		t.Fatalf("the tab key does not lead to %s", element)
	}
	tab(of("desk", ".switch"))
	p.do(chromedp.KeyEvent(" "))
	desk.shows("dark", dark)
	tab(of("desk", ".name"))
	p.do(chromedp.KeyEvent("\r"))
	p.until(`document.getElementById('target').textContent === 'The desk'`)
	tab(of("desk", ".level"))
	p.do(chromedp.KeyEvent(kb.Home))
	desk.shows("at its least", func(d map[string]float64) bool { return d["red"] > 0 && d["red"] < 0.01 })
	tab(`document.getElementById('hue')`)
	p.do(chromedp.KeyEvent(kb.ArrowRight))
	tab(`document.getElementById('saturation')`)
	p.do(chromedp.KeyEvent(kb.End))
	desk.shows("red", func(d map[string]float64) bool { return d["red"] > 0 && d["blue"] == 0 })
	p.do(chromedp.KeyEvent(kb.Escape))
	p.until(`document.getElementById('target').textContent === 'All lamps' && document.activeElement === %s`, of("desk", ".name"))
}

func TestEverythingThatCanBeUsedHasAName(t *testing.T) {
	b := broker(t)
	startLamp(t, b, "desk", "rgbww", "study")
	url, _ := panel(t, b)
	p := open(t, url)
	p.until(`%s?.disabled === false`, of("desk", ".switch"))
	p.until(`document.querySelectorAll('#effects button').length > 3`)
	used := map[string]int{}
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		tree, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			return err
		}
		for _, n := range tree.Nodes {
			if n.Ignored || n.Role == nil {
				continue
			}
			role := strings.Trim(string(n.Role.Value), `"`)
			switch role {
			case "button", "switch", "slider", "textbox", "searchbox", "combobox", "log", "navigation", "complementary":
				used[role]++
				if n.Name == nil || strings.Trim(string(n.Name.Value), `" `) == "" {
					t.Errorf("a %s has no name: %+v", role, n)
				}
			}
		}
		return nil
	}))
	for _, role := range []string{"button", "switch", "slider", "textbox", "searchbox", "combobox", "log", "navigation", "complementary"} {
		if used[role] == 0 {
			t.Errorf("there is no %s among %v", role, used)
		}
	}
}

func TestAPhoneHasItAllOnItsWidth(t *testing.T) {
	b := broker(t)
	startLamp(t, b, "desk", "rgb", "study")
	url, _ := panel(t, b)
	p := open(t, url)
	p.do(chrome.Screen{Width: 360, Height: 640, Scale: 2, Scheme: "light", Phone: true}.Use())
	p.until(`%s?.disabled === false`, of("desk", ".switch"))
	p.until(`document.documentElement.scrollWidth === 360`)
	p.until(`getComputedStyle(document.getElementById('inspector')).visibility === 'hidden'`)
	p.do(chrome.Run(of("desk", ".name") + `.click()`))
	p.until(`getComputedStyle(document.getElementById('inspector')).visibility === 'visible' && document.activeElement.id === 'target'`)
	p.until(`document.getElementById('inspector').getAnimations().length === 0`) // or the click goes where it was
	p.click(`#close`)
	p.until(`getComputedStyle(document.getElementById('inspector')).visibility === 'hidden' && document.activeElement === %s`, of("desk", ".name"))
}
