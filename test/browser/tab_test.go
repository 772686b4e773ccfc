package browser

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"lampd/test/browser/chrome"
)

// tab is a page that a test looks at.
type tab struct {
	t   *testing.T
	ctx context.Context
	mu  sync.Mutex
	bad []string // what the console had to complain about
}

// open opens a page in a tab of its own. Whatever its console complains about
// fails the test at its end, unless it has one of the words that are excused.
func open(t *testing.T, url string, excused ...string) *tab {
	t.Helper()
	ctx, closed := chromedp.NewContext(chromia)
	p := &tab{t: t, ctx: ctx}
	messages := chromedp.Console(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range messages {
			if err != nil {
				return
			}
			if (m.IsException() || m.Type == "error" || m.Type == "warning") && !p.excuses(m.String(), excused) {
				p.mu.Lock()
				p.bad = append(p.bad, m.String())
				p.mu.Unlock()
			}
		}
	}()
	t.Cleanup(func() {
		closed()
		<-done
		if len(p.bad) > 0 {
			t.Errorf("the console says:\n%s", strings.Join(p.bad, "\n"))
		}
	})
	p.do(chrome.Screen{Width: 1280, Height: 800, Scale: 1, Scheme: "dark"}.Use(), chromedp.Navigate(url))
	return p
}

func (p *tab) excuses(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// do does steps one after the other.
func (p *tab) do(steps ...chrome.Step) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 2*patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%v\nthe page says:\n%s", err, p.text())
	}
}

// until waits until a JavaScript expression is true.
func (p *tab) until(expression string, args ...any) {
	p.t.Helper()
	p.do(chrome.Until(fmt.Sprintf(expression, args...), patience))
}

// note has the page keep the texts that a JavaScript expression becomes, in a
// variable: what comes and goes may be gone when a test looks.
func (p *tab) note(variable, expression string, args ...any) {
	p.t.Helper()
	p.do(chrome.Run(fmt.Sprintf(`window.%[1]s = [];
		new MutationObserver(() => {
			const text = %[2]s;
			if (text && text !== window.%[1]s.at(-1)) window.%[1]s.push(text);
		}).observe(document.body, {subtree: true, childList: true, attributes: true})`, variable, fmt.Sprintf(expression, args...))))
}

// text returns what the page says.
func (p *tab) text() string {
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return text
}

// eval returns the value of a JavaScript expression.
func eval[T any](p *tab, expression string, args ...any) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](fmt.Sprintf(expression, args...), chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// of is JavaScript for a part of a lamp's tile; no selector means the tile.
func of(id string, selector ...string) string {
	return fmt.Sprintf(`document.querySelector('[data-id="%s"] %s')`, id, strings.Join(selector, " "))
}

// click clicks the middle of an element.
func (p *tab) click(selector string) {
	p.t.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// box is where an element is in the page.
type box struct{ X, Y, Width, Height float64 }

func (p *tab) box(element string) box {
	p.t.Helper()
	return eval[box](p, `(({x, y, width, height}) => ({x, y, width, height}))(%s.getBoundingClientRect())`, element)
}

// drag presses at the first point, moves over the others and releases at the
// last.
func (p *tab) drag(points ...[2]float64) {
	p.t.Helper()
	steps := []chrome.Step{chromedp.MouseEvent(chromedp.MousePressed, points[0][0], points[0][1], chromedp.ButtonLeft)}
	for _, at := range points[1:] {
		steps = append(steps, chromedp.MouseEvent(chromedp.MouseMoved, at[0], at[1], chromedp.ButtonLeft))
	}
	last := points[len(points)-1]
	p.do(append(steps, chromedp.MouseEvent(chromedp.MouseReleased, last[0], last[1], chromedp.ButtonLeft))...)
}
