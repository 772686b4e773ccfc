// Screenshots takes the pictures of the panel that stand in the documentation,
// from lampctl's demo.
//
//	go run ./screenshots LAMPCTL DIRECTORY
package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"github.com/chromedp/chromedp"

	"lampd/test/browser/chrome"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "screenshots LAMPCTL DIRECTORY")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

// run starts a demo, sets the scene and takes every picture.
func run(ctx context.Context, lampctl, dir string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	d, err := startDemo(ctx, lampctl)
	if err != nil {
		return err
	}
	defer d.stop()
	set := func() error {
		for _, args := range scene {
			c := exec.CommandContext(ctx, lampctl, append([]string{"set", "--broker", d.broker}, args...)...)
			if out, err := c.CombinedOutput(); err != nil {
				return fmt.Errorf("lampctl set %v: %w: %s", args, err, out)
			}
		}
		return nil
	}
	if err := set(); err != nil {
		return err
	}
	browser, stop, err := chrome.Start(ctx)
	if err != nil {
		return err
	}
	defer stop()
	for _, p := range pictures {
		if err := p.take(context.WithValue(browser, setter{}, set), d.page, filepath.Join(dir, p.name)); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// scene is what the lamps show.
var scene = [][]string{
	{"desk", "--color", "orange", "--brightness", "85%", "--transition", "0"},
	{"shelf", "--color", "265,78", "--brightness", "60%", "--transition", "0"},
	{"kitchen", "--temp", "2900", "--brightness", "45%", "--transition", "0"},
	{"hall", "--brightness", "25%", "--transition", "0"},
	{"porch", "--off"},
}

// picture is one of them.
type picture struct {
	name   string
	screen chrome.Screen
	pose   []chrome.Step
}

var pictures = []picture{
	{"panel-dark.png", chrome.Screen{Width: 1280, Height: 800, Scale: 1.5, Scheme: "dark"}, []chrome.Step{events, choose("desk")}},
	{"panel-light.png", chrome.Screen{Width: 1280, Height: 800, Scale: 1.5, Scheme: "light"}, []chrome.Step{events, choose("shelf")}},
	{"panel-phone.png", chrome.Screen{Width: 390, Height: 780, Scale: 1.5, Scheme: "dark", Phone: true}, nil},
	{"panel-controls.png", chrome.Screen{Width: 390, Height: 780, Scale: 1.5, Scheme: "light", Phone: true}, []chrome.Step{choose("shelf")}},
}

// choose clicks a lamp's tile.
func choose(id string) chrome.Step {
	return chrome.Run(`document.querySelector('[data-id="` + id + `"] .name').click()`)
}

// events fills the log with something to read: a scene, and back.
var events = chromedp.Steps(
	chrome.Run(`[...document.querySelectorAll('#scenes button')].find(b => b.textContent === 'Evening').click()`),
	chrome.Until(`document.querySelectorAll('#log li').length >= 5`, time.Minute),
	chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error { return ctx.Value(setter{}).(func() error)() }),
	chrome.Until(`document.querySelector('[data-id="porch"] .light').textContent === 'Off'`, time.Minute),
	chrome.Until(`document.getElementById('toast').textContent === ''`, time.Minute),
)

// setter is the key of the function that sets the scene, in a tab's context.
type setter struct{}

// take opens the page in a tab of its own and writes the picture.
func (p picture) take(browser context.Context, page, file string) error {
	tab, closed := chromedp.NewContext(browser)
	defer closed()
	err := chromedp.Do(tab,
		p.screen.Use(),
		chromedp.Navigate(page),
		chrome.Until(`document.querySelectorAll('.tile[data-presence=online]').length === 5 && document.body.dataset.link === 'up'`, time.Minute),
		chrome.Until(`document.querySelectorAll('#scenes button').length === 3`, time.Minute),
		chromedp.Steps(p.pose...),
		chromedp.Sleep(time.Second), // let what moves come to rest
	)
	if err != nil {
		return err
	}
	shot, err := chromedp.Run(tab, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	return write(file, shot)
}

// write writes a picture, smaller than the browser makes it.
func write(file string, shot []byte) error {
	picture, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return err
	}
	var small bytes.Buffer
	best := png.Encoder{CompressionLevel: png.BestCompression}
	if err := best.Encode(&small, picture); err != nil {
		return err
	}
	return os.WriteFile(file, small.Bytes(), 0o644)
}

// demo is a running demo.
type demo struct {
	broker, page string
	stop         func()
}

var address = regexp.MustCompile(`(mqtt|http)://127\.0\.0\.1:\d+/?`)

// startDemo starts it on free ports and reads where it is.
func startDemo(ctx context.Context, lampctl string) (demo, error) {
	c := exec.CommandContext(ctx, lampctl, "demo")
	out, err := c.StdoutPipe()
	if err != nil {
		return demo{}, err
	}
	if err := c.Start(); err != nil {
		return demo{}, err
	}
	d := demo{stop: func() {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait()
	}}
	lines := bufio.NewScanner(out)
	for (d.broker == "" || d.page == "") && lines.Scan() {
		for _, found := range address.FindAllString(lines.Text(), -1) {
			if found[:4] == "mqtt" {
				d.broker = found
			} else {
				d.page = found
			}
		}
	}
	go func() {
		for lines.Scan() { // or the demo would wait for its reader
		}
	}()
	if d.page == "" {
		d.stop()
		return demo{}, fmt.Errorf("lampctl demo did not say where its page is")
	}
	return d, nil
}
