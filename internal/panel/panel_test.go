package panel

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"lampd/internal/fleet"
)

func TestAPageIsToldEverythingAndThenWhatChanges(t *testing.T) {
	w := newWorld(t, nil)
	stop := w.lamp("desk", "rgb", "study")
	all, next := w.page()
	if len(all.Lamps) != 1 || all.Token == "" || all.Client != w.fleet.Client() || !all.Link.Connected {
		t.Fatalf("it begins with %+v", all)
	}
	if l := all.Lamps[0]; l.ID != "desk" || l.Name != "desk lamp" || l.Presence != "online" || l.State.Color != "#ffffff" || l.Info == nil {
		t.Errorf("the lamp is %+v", l)
	}
	if status, body := w.do(w.request("POST", "/orders", `{"to":["study"],"command":{"color":"#ff8000","brightness":128}}`)); status != http.StatusOK || body != `{"done":1,"failed":[]}` {
		t.Errorf("%d: %s", status, body)
	}
	n := news(t, next, "a new colour", func(n newsMessage) bool { return len(n.Lamps) == 1 && n.Lamps[0].State.Color == "#ff8000" })
	if s := n.Lamps[0].State; !s.On || s.Brightness != 128 || s.Percent != 50 || s.Mode != "hs" || s.Hue != 30.1 || s.Client != all.Client {
		t.Errorf("the state is %+v", s)
	}
	if len(n.Log) != 1 || n.Log[0].Text != "on 50% #ff8000" || n.Log[0].By != all.Client || n.Log[0].Name != "desk lamp" {
		t.Errorf("the log says %+v", n.Log)
	}
	stop()
	n = news(t, next, "a lamp that went", func(n newsMessage) bool { return len(n.Lamps) == 1 && n.Lamps[0].Presence == "offline" })
	if len(n.Log) != 1 || !n.Log[0].Bad || n.Log[0].Text != "offline" {
		t.Errorf("the log says %+v", n.Log)
	}
	w.broker.Kill()
	news(t, next, "a lost broker", func(n newsMessage) bool { return n.Link != nil && !n.Link.Connected && n.Link.Error != "" })
	w.broker.Restart()
	news(t, next, "a broker that is back", func(n newsMessage) bool { return n.Link != nil && n.Link.Connected })
}

func TestOrdersSayWhatBecameOfThem(t *testing.T) {
	w := newWorld(t, nil)
	w.lamp("desk", "rgb", "study")
	w.lamp("porch", "onoff", "study")
	w.lamp("away", "rgb", "study")()
	w.until("away is away", func(l fleet.Lamp) bool { return l.ID == "away" && l.Presence == fleet.Offline })
	w.page()
	for _, c := range []struct {
		body   string
		status int
		want   string
	}{
		{`{"to":["desk"],"command":{"state":"OFF"}}`, 200, `{"done":1,"failed":[]}`},
		{`{"to":["desk"],"command":{"brightness":7},"hurry":true}`, 200, `{"done":0,"failed":[]}`},
		{`{"to":["study"],"command":{"color":"red"}}`, 200, `{"done":1,"failed":[{"id":"away","result":"offline"},` +
			`{"id":"porch","result":"refused","reason":"color: a lamp of kind onoff has no colour"}]}`},
		{`{"to":["nobody"],"command":{"state":"ON"}}`, 200, `{"done":0,"failed":[{"id":"nobody","result":"unknown"}]}`},
		{`{"to":["desk"],"command":{"brightness":300}}`, 400, `{"error":"brightness: 300 is outside 0..255"}`},
		{`{"to":["desk"],"command":{"colour":"red"}}`, 400, `{"error":"colour: unknown"}`},
		{`{"to":["../desk"],"command":{"state":"ON"}}`, 400, `{"error":"\"../desk\" is neither the id of a lamp nor a group"}`},
		{`{"to":[],"command":{"state":"ON"}}`, 400, `{"error":"no lamp and no group is named"}`},
		{`{"to":["desk"]}`, 400, `{"error":"the command is missing"}`},
		{`{"to":"desk"}`, 400, `{"error":"the request: json: cannot unmarshal string into Go struct field orderRequest.to of type []string"}`},
		{`{"too":[]}`, 400, `{"error":"the request: json: unknown field \"too\""}`},
		{`{} {}`, 400, `{"error":"the request: there is more than one value"}`},
	} {
		if status, body := w.do(w.request("POST", "/orders", c.body)); status != c.status || body != c.want {
			t.Errorf("%s\nis answered %d %s\nnot         %d %s", c.body, status, body, c.status, c.want)
		}
	}
	if status, _ := w.do(w.request("POST", "/orders", `{"to":["`+strings.Repeat("x", largest)+`"]}`)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a request that is too long is answered %d", status)
	}
}

func TestWithoutABrokerAnOrderFailsWithTheReason(t *testing.T) {
	w := newWorld(t, nil)
	w.lamp("desk", "rgb")
	_, next := w.page()
	w.broker.Kill()
	news(t, next, "a lost broker", func(n newsMessage) bool { return n.Link != nil && n.Link.Error != "" })
	for path, body := range map[string]string{"/orders": `{"to":["desk"],"command":{"state":"ON"}}`, "/rollcall": `{}`} {
		if status, body := w.do(w.request("POST", path, body)); status != http.StatusServiceUnavailable || !strings.Contains(body, "not connected") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

func TestARollCallNamesThoseThatDoNotAnswer(t *testing.T) {
	w := newWorld(t, nil)
	w.lamp("desk", "rgb")
	c := w.broker.Addr
	publish(t, c, "state/ghost", "1")
	w.until("a ghost", func(l fleet.Lamp) bool { return l.ID == "ghost" && l.Presence == fleet.Online })
	w.page()
	if status, body := w.do(w.request("POST", "/rollcall", `{"ids":["nobody"]}`)); status != 400 || body != `{"error":"\"nobody\" is no lamp that is known"}` {
		t.Errorf("%d: %s", status, body)
	}
	if status, body := w.do(w.request("POST", "/rollcall", `{}`)); status != 200 || body != `{"asked":2,"missing":["ghost"]}` {
		t.Errorf("%d: %s", status, body)
	}
	w.until("no ghost", func(l fleet.Lamp) bool { return l.ID == "ghost" && l.Presence == fleet.Offline })
}

func TestScenesAreKeptRecalledAndForgotten(t *testing.T) {
	w := newWorld(t, nil)
	w.lamp("desk", "rgb")
	w.lamp("hall", "dimmer")
	w.lamp("porch", "onoff")
	w.page()
	must := func(method, path, body, want string) {
		t.Helper()
		if status, got := w.do(w.request(method, path, body)); status != 200 || got != want {
			t.Fatalf("%s %s: %d %s, not %s", method, path, status, got, want)
		}
	}
	must("GET", "/scenes", "", `[]`)
	must("POST", "/orders", `{"to":["desk"],"command":{"color":"#00ff00","brightness":100}}`, `{"done":1,"failed":[]}`)
	must("POST", "/orders", `{"to":["porch"],"command":{"state":"OFF"}}`, `{"done":1,"failed":[]}`)
	must("PUT", "/scenes/Green%20%2F%20day", `{}`, `{"name":"Green / day","lamps":["desk","hall","porch"],"colors":["#00ff00","#ffffff"]}`)
	must("PUT", "/scenes/Hall", `{"ids":["hall"]}`, `{"name":"Hall","lamps":["hall"],"colors":["#ffffff"]}`)
	must("POST", "/orders", `{"to":["all"],"command":{"state":"TOGGLE"}}`, `{"done":3,"failed":[]}`)
	must("POST", "/scenes/Green%20%2F%20day", `{"transition":0}`, `{"done":3,"failed":[]}`)
	w.until("green again", func(l fleet.Lamp) bool {
		return l.ID == "desk" && fleet.Describe(*l.State) == "on 39% #00ff00"
	})
	w.until("dark again", func(l fleet.Lamp) bool { return l.ID == "porch" && !l.State.Lit() })
	must("DELETE", "/scenes/Hall", "", `{}`)
	var kept map[string]map[string]map[string]any
	text, err := os.ReadFile(w.scenes)
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	if err != nil || len(kept) != 1 || kept["Green / day"]["porch"]["state"] != "OFF" {
		t.Errorf("the file holds %s (%v)", text, err)
	}
	for path, want := range map[string]string{
		"/scenes/Hall":                          `{"error":"there is no scene \"Hall\""}`,
		"/scenes/%20":                           `{"error":"a scene needs a name that neither begins nor ends with a space"}`,
		"/scenes/" + strings.Repeat("long", 11): `{"error":"a scene's name has 1 to 40 characters that can be seen"}`,
	} {
		method, body := "PUT", `{}`
		if path == "/scenes/Hall" {
			method, body = "POST", `{}`
		}
		if status, got := w.do(w.request(method, path, body)); status != 400 || got != want {
			t.Errorf("%s %s: %d %s, not %s", method, path, status, got, want)
		}
	}
}

func TestASceneFileThatIsBroken(t *testing.T) {
	w := newWorld(t, nil)
	w.lamp("desk", "rgb")
	w.page()
	if status, body := w.do(w.request("PUT", "/scenes/one", `{}`)); status != 200 {
		t.Fatal(body)
	}
	for text, want := range map[string]string{
		`{"one": {"desk": {"brightness": 999}}}`: `brightness: 999 is outside 0..255`,
		`{"one": {"desk": null}}`:                `null is no command`,
		`{"one": {"desk": {}}}`:                  `the command asks for nothing`,
		`{"one"`:                                 `scenes.json: unexpected end of JSON input`,
	} {
		if err := os.WriteFile(w.scenes, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, body := w.do(w.request("POST", "/scenes/one", `{}`))
		if !strings.Contains(body, want) {
			t.Errorf("%s: %s", text, body)
		}
		if now, _ := os.ReadFile(w.scenes); string(now) != text {
			t.Errorf("%s became %s", text, now)
		}
	}
	// What cannot be read is not written over.
	if err := os.WriteFile(w.scenes, []byte(`{"one"`), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, body := w.do(w.request("PUT", "/scenes/two", `{}`)); status == 200 {
		t.Errorf("a scene was kept in a broken file: %s", body)
	}
}
