package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"lampd/internal/brokertest"
	"lampd/test/browser/chrome"
)

// attack does what a page can do to the panel at PANEL, and says so in its
// title when all of it is over.
const attack = `<!doctype html><meta charset="utf-8"><title>at work</title>
<iframe name="frame"></iframe>
<iframe id="stolen" src="PANEL"></iframe>
<form method="post" action="PANELorders" target="frame" enctype="text/plain">
<input name='{"to":["desk"],"command":{"state":"OFF","client":"' value='"}}'></form>
<script type="module">
const body = '{"to":["desk"],"command":{"state":"OFF"}}';
const got = [];
const attempt = async (name, how) => { try { got.push(name + ': ' + await how()); } catch (e) { got.push(name + ': no'); } };
const read = async r => r.status + ' ' + (await r.text()).slice(0, 40);
await attempt('simple', async () => (await fetch('PANELorders', { method: 'POST', mode: 'no-cors', body, credentials: 'include' })).type);
await attempt('json', async () => read(await fetch('PANELorders', { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-Panel-Token': 'x' } })));
await attempt('put', async () => read(await fetch('PANELscenes/x', { method: 'PUT', body: '{}' })));
await attempt('beacon', async () => navigator.sendBeacon('PANELorders', body));
await attempt('page', async () => read(await fetch('PANEL')));
await attempt('script', () => import('PANELstatic/api.js').then(m => m.post('/orders', JSON.parse(body))).then(read));
await attempt('stream', () => new Promise((yes, no) => {
  const s = new EventSource('PANELevents');
  s.addEventListener('all', e => { s.close(); yes(e.data); });
  s.onerror = () => { s.close(); no(); };
}));
document.forms[0].submit();
await new Promise(done => { document.querySelector('[name=frame]').onload = done; });
await attempt('frame', async () => document.getElementById('stolen').contentDocument.title);
window.got = got;
document.title = 'done';
</script>`

func TestAnAttackPageOnAnotherOriginCannotChangeALamp(t *testing.T) {
	b := broker(t)
	desk := startLamp(t, b, "desk", "rgb")
	url, _ := panel(t, b)
	ours := open(t, url)
	ours.until(`%s?.disabled === false`, of("desk", ".switch"))
	c := brokertest.Connect(t, nil, b.Addr)
	c.Subscribe("lamp/+/set")

	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, strings.ReplaceAll(attack, "PANEL", url))
	}))
	defer evil.Close()
	for name, from := range map[string]string{
		"another port":    evil.URL,
		"another host":    strings.Replace(evil.URL, "127.0.0.1", "evil.test", 1),
		"by a wrong name": strings.Replace(evil.URL, "127.0.0.1", "localhost", 1),
	} {
		p := open(t, from, "") // its console is full of refusals
		p.until(`document.title === 'done'`)
		for _, got := range eval[[]string](p, `window.got`) {
			for _, leak := range []string{"200", "token", "desk", "Lamps"} {
				if strings.Contains(got, leak) {
					t.Errorf("from %s: %s", name, got)
				}
			}
		}
	}

	// A name of the attacker's that leads to the panel: the browser takes it for
	// the attacker's own origin.
	rebound := strings.Replace(url, "127.0.0.1", "rebound.test", 1)
	p := open(t, rebound, "")
	if text := p.text(); !strings.Contains(text, "is not a name of this panel") {
		t.Errorf("by a rebound name the panel says %s", text)
	}
	status := eval[int](p, `fetch('/orders', {method: 'POST', body: '{"to":["desk"],"command":{"state":"OFF"}}'}).then(r => r.status)`)
	if status != http.StatusMisdirectedRequest {
		t.Errorf("by a rebound name an order is answered %d", status)
	}

	// The first command that the broker has seen is our own page's.
	ours.do(chrome.Run(of("desk", ".switch") + `.click()`))
	desk.shows("dark", dark)
	if m := <-c.Seen(); !strings.Contains(m.Payload, `"state":"OFF"`) || !strings.Contains(m.Payload, `"client":"lampctl-`) {
		t.Errorf("a foreign page's command arrived: %s", m.Payload)
	}
	if n := commands(c, new(any)); n > 0 {
		t.Errorf("%d more commands arrived", n)
	}
}

func TestThePasswordOpensThePage(t *testing.T) {
	b := broker(t)
	startLamp(t, b, "desk", "rgb")
	password := t.TempDir() + "/password"
	write(t, password, "correct horse\n")
	url, _ := panel(t, b, "--panel-password-file", password)
	p := open(t, url, "401")
	p.do(chromedp.SendKeys(chromedp.CSS(`#password`), "wrong\r"))
	p.until(`document.querySelector('.error').textContent === 'That is not the password.'`)
	p.do(chromedp.SendKeys(chromedp.CSS(`#password`), "correct horse\r"))
	p.until(`%s?.disabled === false`, of("desk", ".switch"))
}
