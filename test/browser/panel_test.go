package browser

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"lampd/internal/brokertest"
	"lampd/test/browser/chrome"
)

func broker(t *testing.T) *brokertest.Broker {
	t.Parallel()
	return brokertest.Start(t, brokertest.Options{})
}

// dark tells whether no channel gives light.
func dark(duty map[string]float64) bool {
	for _, d := range duty {
		if d > 0 {
			return false
		}
	}
	return true
}

func TestATileFollowsACommand(t *testing.T) {
	b := broker(t)
	startLamp(t, b, "desk", "rgb")
	url, _ := panel(t, b)
	p := open(t, url)
	p.until(`%s?.dataset.presence === 'online'`, of("desk"))
	c := brokertest.Connect(t, nil, b.Addr)
	c.Publish("lamp/desk/set", `{"color":"orange","brightness":102,"client":"somebody"}`, false)
	p.until(`%s.textContent === '40 %% · #ffa500'`, of("desk", ".light"))
	p.until(`%s.style.getPropertyValue('--c') === '#ffa500'`, of("desk"))
	p.until(`%s.value === '102'`, of("desk", ".level"))
	p.until(`%s.textContent.endsWith('ago, somebody')`, of("desk", ".seen"))
	p.until(`document.querySelector('#log li').textContent.includes('on 40%% #ffa500, by somebody')`)
	c.Publish("lamp/desk/set/effect", "candle", false)
	p.until(`%s.dataset.effect === 'candle'`, of("desk"))
}

func TestAClickChangesTheLampsTrace(t *testing.T) {
	b := broker(t)
	desk := startLamp(t, b, "desk", "rgb")
	url, _ := panel(t, b)
	p := open(t, url, "400 (Bad Request)")
	p.until(`%s?.disabled === false`, of("desk", ".switch"))
	p.click(`[data-id="desk"] .switch`)
	desk.shows("dark", dark)
	p.until(`%s.getAttribute('aria-checked') === 'false'`, of("desk", ".switch"))
	p.click(`[data-id="desk"] .switch`)
	desk.shows("bright", func(d map[string]float64) bool { return d["red"] == 1 && d["green"] == 1 && d["blue"] == 1 })

	p.click(`[data-id="desk"] .name`)
	p.until(`document.getElementById('target').textContent === 'The desk'`)
	p.click(`#swatches [title=red]`)
	desk.shows("red", func(d map[string]float64) bool { return d["red"] == 1 && d["green"] == 0 && d["blue"] == 0 })
	p.do(chromedp.SendKeys(chromedp.CSS(`#color`), "lime\r"))
	desk.shows("green", func(d map[string]float64) bool { return d["red"] == 0 && d["green"] == 1 })
	p.note("toasted", `document.getElementById('toast').textContent`)
	p.do(chromedp.SendKeys(chromedp.CSS(`#color`), "blurple\r"))
	p.until(`window.toasted.some(text => text.includes('blurple'))`)
}

func TestAKilledLampsTileGoesGrey(t *testing.T) {
	b := broker(t)
	desk := startLamp(t, b, "desk", "rgb")
	startLamp(t, b, "hall", "dimmer")
	url, _ := panel(t, b)
	p := open(t, url)
	p.until(`%s?.dataset.presence === 'online' && %s?.dataset.presence === 'online'`, of("desk"), of("hall"))
	desk.kill()
	p.until(`%s.dataset.presence === 'offline'`, of("desk"))
	p.until(`getComputedStyle(%s).filter === 'grayscale(1)'`, of("desk"))
	p.until(`%s.textContent.startsWith('offline')`, of("desk", ".foot"))
	p.until(`%s.disabled && %s.disabled`, of("desk", ".switch"), of("desk", ".level"))
	if other := eval[string](p, `getComputedStyle(%s).filter`, of("hall")); other != "none" {
		t.Errorf("the other lamp's tile is %s", other)
	}
}

func TestADragEndsOnItsLastValue(t *testing.T) {
	b := broker(t)
	startLamp(t, b, "desk", "rgb")
	url, _ := panel(t, b)
	p := open(t, url)
	p.until(`%s?.disabled === false`, of("desk", ".level"))
	c := brokertest.Connect(t, nil, b.Addr)
	c.Subscribe("lamp/desk/set")

	at := p.box(of("desk", ".level"))
	var way [][2]float64
	const moves = 120
	for i := range moves {
		share := 0.5 - 0.45*math.Cos(float64(i)/9) // to and fro, ending in between
		way = append(way, [2]float64{at.X + at.Width*share, at.Y + at.Height/2})
	}
	p.drag(way...)
	slider := eval[string](p, `%s.value`, of("desk", ".level"))
	p.until(`!%s.dataset.asked`, of("desk"))
	var last struct{ Brightness json.Number }
	sent := commands(c, &last)
	if last.Brightness.String() != slider || sent > moves {
		t.Errorf("the slider is at %s, the last of %d commands for %d moves says %s", slider, sent, moves, last.Brightness)
	}
	state, _ := brokertest.Retained(t, nil, b.Addr, "lamp/desk/state")
	if !strings.Contains(state, `"brightness":`+slider+`,`) {
		t.Errorf("the slider is at %s, the lamp at %s", slider, state)
	}
	p.until(`%s.value === '%s'`, of("desk", ".level"), slider)

	// The same with the wheel: from its middle to the rim at the right, red.
	p.click(`[data-id="desk"] .name`)
	p.until(`document.getElementById('target').textContent === 'The desk'`)
	at = p.box(`document.getElementById('wheel')`)
	x, y := at.X+at.Width/2, at.Y+at.Height/2
	way = nil
	for i := range 40 {
		way = append(way, [2]float64{x + float64(i)/40*at.Width/2, y})
	}
	p.drag(append(way, [2]float64{x + at.Width, y})...)
	p.until(`%s.textContent.endsWith('#ff0000')`, of("desk", ".light"))
	p.until(`document.getElementById('hue').value === '0' && document.getElementById('saturation').value === '100'`)
}

// commands counts the commands that a client has been sent and decodes the last.
func commands(c *brokertest.Client, last any) (n int) {
	const mark = "test/mark" // it comes behind all of them
	c.Subscribe(mark)
	c.Publish(mark, "end", false)
	for m := range c.Seen() {
		if m.Topic == mark {
			break
		}
		n++
		_ = json.Unmarshal([]byte(m.Payload), last) // an error shows in last
	}
	return n
}

func TestThePageComesBackWithItsBroker(t *testing.T) {
	b := broker(t)
	desk := startLamp(t, b, "desk", "rgb")
	url, _ := panel(t, b)
	p := open(t, url)
	p.until(`%s?.disabled === false`, of("desk", ".switch"))
	b.Kill()
	p.until(`document.getElementById('banner').textContent.startsWith('No connection to the broker')`)
	p.until(`getComputedStyle(%s).filter === 'grayscale(1)' && %s.disabled`, of("desk"), of("desk", ".switch"))
	b.Restart()
	p.until(`document.getElementById('banner').hidden && %s.dataset.presence === 'online' && !%s.disabled`, of("desk"), of("desk", ".switch"))
	p.click(`[data-id="desk"] .switch`)
	desk.shows("dark", dark)
}

func TestThePageComesBackWithItsPanel(t *testing.T) {
	b := broker(t)
	desk := startLamp(t, b, "desk", "rgb")
	at := brokertest.FreeAddr(t)
	url, first := panel(t, b, "--listen", at)
	p := open(t, url, "net::ERR_") // how a request fails depends on the moment
	p.until(`%s?.disabled === false`, of("desk", ".switch"))
	first.stop()
	p.until(`document.body.dataset.link === 'lost' && !document.getElementById('banner').hidden`)
	panel(t, b, "--listen", at)
	p.until(`document.body.dataset.link === 'up' && !%s.disabled`, of("desk", ".switch"))
	p.click(`[data-id="desk"] .switch`) // with the new run's token
	desk.shows("dark", dark)
}

func TestARefusalIsSaidAndTheTileKeepsTheTruth(t *testing.T) {
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{ACL: "topic readwrite #\ntopic deny lamp/desk/set\n"})
	startLamp(t, b, "desk", "rgb")
	url, _ := panel(t, b)
	p := open(t, url)
	p.until(`%s?.disabled === false`, of("desk", ".switch"))
	p.note("toasted", `document.getElementById('toast').textContent`)
	p.note("asked", `%s.dataset.asked ? 'asked while ' + %s.getAttribute('aria-checked') : ''`, of("desk"), of("desk", ".switch"))
	p.click(`[data-id="desk"] .switch`)
	p.until(`%s.textContent === 'online, but no answer came' && !%s.dataset.asked`, of("desk", ".word"), of("desk"))
	if was := eval[string](p, `window.asked.join()`); was != "asked while true" {
		t.Errorf("the tile shows what the lamp has not told: %s", was)
	}
	p.until(`window.toasted.some(text => text.startsWith('desk: online, but'))`)
}

func TestEachLampIsAskedForWhatItCanDo(t *testing.T) {
	b := broker(t)
	desk, hall := startLamp(t, b, "desk", "rgb"), startLamp(t, b, "hall", "dimmer")
	startLamp(t, b, "porch", "onoff")
	url, _ := panel(t, b)
	p := open(t, url)
	p.until(`document.querySelectorAll('.tile[data-presence=online] .switch:enabled').length === 3`)
	p.click(`[data-id="desk"] .name`)
	p.do(chrome.Run(of("hall", ".name") + `.dispatchEvent(new MouseEvent('click', {ctrlKey: true, bubbles: true}))`))
	p.until(`document.getElementById('target').textContent === '2 lamps chosen'`)
	p.click(`#swatches [title=red]`)
	desk.shows("red", func(d map[string]float64) bool { return d["red"] == 1 && d["green"] == 0 })
	p.click(`#effects [data-effect=candle]`)
	p.until(`%s.dataset.effect === 'candle' && %s.dataset.effect === 'candle'`, of("desk"), of("hall"))
	p.click(`#off`)
	desk.shows("dark", dark)
	hall.shows("dark", dark)
	p.until(`document.querySelectorAll('[data-asked]').length === 0`)
	if lit := eval[bool](p, `Boolean(%s.dataset.lit)`, of("porch")); !lit {
		t.Error("a lamp that was not chosen went out")
	}
	if words := eval[string](p, `document.getElementById('toast').textContent + [...document.querySelectorAll('.word')].map(e => e.textContent).join('')`); words != "" {
		t.Errorf("somebody was asked for what it cannot do: %s", words)
	}
}

func TestALampsTroublesAreSaid(t *testing.T) {
	b := broker(t)
	c := brokertest.Connect(t, nil, b.Addr)
	c.Publish("state/attic", "1", true)
	c.Publish("lamp/attic/info", `{"id":"attic","name":"Attic","kind":"dimmer","color_modes":["brightness"],"clock":"unsynced","conflict":true,"problems":["its pin is taken"]}`, true)
	url, _ := panel(t, b)
	p := open(t, url)
	p.until(`%s?.textContent === 'conflict, problems'`, of("attic", ".word"))
	p.until(`%s.textContent === 'state unknown'`, of("attic", ".light"))
	p.click(`[data-id="attic"] .name`)
	p.do(chrome.Run(`document.getElementById('details').open = true`))
	for _, text := range []string{"another client uses its id", "its pin is taken", "not synchronised"} {
		p.until(`document.getElementById('facts').textContent.includes('%s')`, text)
	}
	c.Publish("state/attic", "", true)
	c.Publish("lamp/attic/info", "", true)
	p.until(`!%s && document.getElementById('target').textContent === 'All lamps'`, of("attic"))
}

func TestScenesAreKeptAndRecalled(t *testing.T) {
	b := broker(t)
	desk := startLamp(t, b, "desk", "rgb", "study")
	startLamp(t, b, "hall", "dimmer")
	url, _ := panel(t, b)
	p := open(t, url)
	p.until(`document.querySelectorAll('.tile[data-presence=online] .switch:enabled').length === 2`)
	p.click(`[data-scope=study]`)
	p.until(`%s.hidden && document.getElementById('target').textContent === 'study'`, of("hall"))
	p.click(`#swatches [title=red]`)
	desk.shows("red", func(d map[string]float64) bool { return d["red"] == 1 && d["green"] == 0 })
	p.click(`#keep`)
	p.until(`document.getElementById('dialog-text').textContent.includes('1 lamp as told last: The desk')`)
	p.do(chromedp.SendKeys(chromedp.CSS(`#scene-name`), "Darkroom\r"))
	p.until(`document.querySelector('#scenes button')?.textContent === 'Darkroom' && !document.getElementById('dialog').open`)
	p.click(`#off`)
	desk.shows("dark", dark)
	p.click(`#scenes button`)
	desk.shows("red again", func(d map[string]float64) bool { return d["red"] == 1 && d["green"] == 0 })
	p.click(`#keep`)
	p.click(`#kept-list button`)
	p.until(`!document.querySelector('#scenes button')`)
}

func TestAThousandLampsHaveTheirTiles(t *testing.T) {
	b := broker(t)
	start(t, func(string) {}, "lampctl", "sim", "-n", "1000", "--kinds", "rgb,cct,dimmer,onoff", "--groups", "left,right", "--broker", b.URL())
	url, _ := panel(t, b)
	p := open(t, url)
	p.until(`document.querySelectorAll('.tile[data-presence=online]').length === 1000`)
	p.until(`document.querySelector('[data-scope=left] small')?.textContent === '500'`)
	p.click(`#off`)
	p.until(`document.querySelectorAll('.tile[data-lit]').length === 0`)
	p.until(`document.querySelectorAll('.tile[data-asked]').length === 0`)
	p.do(chromedp.SendKeys(chromedp.CSS(`#filter`), "0777"))
	p.until(`document.querySelectorAll('.tile:not([hidden])').length === 1 && document.getElementById('target').textContent === 'Simulated lamp 777'`)
	if lines := eval[int](p, `document.querySelectorAll('#log li').length`); lines > 200 {
		t.Errorf("the log has %d lines", lines)
	}
}
