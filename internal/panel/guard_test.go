package panel

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/fleet"
)

// publish publishes a retained message as somebody else.
func publish(t *testing.T, addr, topic, payload string) {
	t.Helper()
	c := brokertest.Connect(t, nil, addr)
	c.Publish(topic, payload, true)
	c.Close()
}

func TestOnlyAPageOfOursCanChangeALamp(t *testing.T) {
	w := newWorld(t, func(p *Panel) { p.Hosts = []string{"lamps.example"} })
	w.lamp("desk", "rgb")
	w.page()
	for name, c := range map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"a page of ours":          {func(*http.Request) {}, 200},
		"by localhost":            {func(r *http.Request) { r.Host = "localhost:1"; r.Header.Del("Origin") }, 200},
		"by a name that is given": {func(r *http.Request) { r.Host = "lamps.example" }, 200},
		"another origin": {func(r *http.Request) {
			r.Header.Set("Origin", "http://evil.example")
			r.Header.Set("Sec-Fetch-Site", "cross-site")
		}, 403},
		"an old browser's page": {func(r *http.Request) { r.Header.Set("Origin", "http://evil.example"); r.Header.Del("Sec-Fetch-Site") }, 403},
		"another port":          {func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") }, 403},
		"no token":              {func(r *http.Request) { r.Header.Del(tokenHeader) }, 403},
		"another run's token":   {func(r *http.Request) { r.Header.Set(tokenHeader, newToken()) }, 403},
		"a rebound name":        {func(r *http.Request) { r.Host = "evil.example" }, 421},
		"a name like ours":      {func(r *http.Request) { r.Host = "localhost.evil.example" }, 421},
		"an address of others":  {func(r *http.Request) { r.Host = "192.0.2.1:80" }, 421},
		"a form of another site": {func(r *http.Request) {
			r.Header = http.Header{"Sec-Fetch-Site": {"cross-site"}, "Content-Type": {"text/plain"}}
		}, 403},
	} {
		r := w.request("POST", "/orders", `{"to":["desk"],"command":{"state":"TOGGLE"}}`)
		c.change(r)
		if status, body := w.do(r); status != c.want {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	w := newWorld(t, nil)
	for _, path := range []string{"/", "/static/main.js", "/nothing", "/scenes"} {
		res, err := w.client.Do(w.request("GET", path, ""))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		for name, want := range headers {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if csp := res.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("the policy is %s", csp)
		}
	}
	for _, site := range []string{"cross-site", "same-site"} {
		r := w.request("GET", "/events", "")
		r.Header.Set("Sec-Fetch-Site", site)
		if status, body := w.do(r); status != http.StatusForbidden {
			t.Errorf("a foreign page gets the stream: %d %s", status, body)
		}
	}
}

func TestTheDoorOpensForThePasswordOnly(t *testing.T) {
	w := newWorld(t, func(p *Panel) { p.Password = "open sesame" })
	w.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	login := func(password string) *http.Response {
		r := w.request("POST", "/login", url.Values{"password": {password}}.Encode())
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := w.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	for _, path := range []string{"/events", "/scenes"} {
		if status, _ := w.do(w.request("GET", path, "")); status != http.StatusUnauthorized {
			t.Errorf("%s without a cookie: %d", path, status)
		}
	}
	if status, body := w.do(w.request("GET", "/", "")); status != 200 || !strings.Contains(body, `name="password"`) || strings.Contains(body, "main.js") {
		t.Errorf("the page without a cookie: %d %s", status, body)
	}
	if res := login("guess"); res.StatusCode != http.StatusUnauthorized || len(res.Cookies()) != 0 {
		t.Errorf("a wrong password: %+v", res)
	}
	res := login("open sesame")
	if res.StatusCode != http.StatusSeeOther || len(res.Cookies()) != 1 {
		t.Fatalf("the password: %+v", res)
	}
	cookie := res.Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode {
		t.Errorf("the cookie is %v", cookie)
	}
	r := w.request("GET", "/scenes", "")
	r.AddCookie(cookie)
	if status, _ := w.do(r); status != 200 {
		t.Errorf("with the cookie: %d", status)
	}
	cookie.Value = "9" + cookie.Value
	r = w.request("GET", "/scenes", "")
	r.AddCookie(cookie)
	if status, _ := w.do(r); status != http.StatusUnauthorized {
		t.Errorf("with a cookie that was changed: %d", status)
	}
	for range 10 * mostTries { // one comes back every five seconds
		login("guess")
		if res = login("open sesame"); res.StatusCode == http.StatusTooManyRequests {
			break
		}
	}
	if res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") == "" {
		t.Errorf("after too many tries: %+v", res)
	}
}

func TestTriesComeBack(t *testing.T) {
	var b tries
	now := time.Unix(1000, 0)
	for i := range mostTries {
		if !b.try(now) {
			t.Fatalf("only %d tries", i)
		}
	}
	if b.try(now) || b.try(now.Add(tryEvery-time.Second)) {
		t.Error("a try too many")
	}
	if !b.try(now.Add(tryEvery)) || b.try(now.Add(tryEvery)) {
		t.Error("not one try after a while")
	}
}

func TestCookiesEnd(t *testing.T) {
	d, now := newDoor("x"), time.Unix(1000, 0)
	c := d.sign(now.Add(time.Minute))
	if !d.good(c, now) || d.good(c, now.Add(time.Minute)) || newDoor("x").good(c, now) || d.good("", now) || d.good("2000.", now) {
		t.Error("a cookie is good for one run until its time")
	}
}

func TestNamesOfThisMachine(t *testing.T) {
	names := []string{"localhost", "hub"}
	for _, c := range []struct {
		host          string
		local, beyond bool // where only this machine listens, and where others do
	}{
		{"127.0.0.1:8460", true, true}, {"localhost", true, true}, {"LOCALHOST:1", true, true}, {"[::1]:8460", true, true}, {"hub:8460", true, true},
		{"192.0.2.7:8460", false, true}, {"[2001:db8::1]", false, true},
		{"", false, false}, {"evil.example", false, false}, {"127.0.0.1.evil.example", false, false}, {"hub.evil.example", false, false},
	} {
		if local, beyond := allowed(c.host, true, names), allowed(c.host, false, names); local != c.local || beyond != c.beyond {
			t.Errorf("%q: %v, %v", c.host, local, beyond)
		}
	}
}

func TestALogIsShort(t *testing.T) {
	now := time.Unix(1000, 0)
	var events []fleet.Event
	for i := range 3 * mostLines {
		l := fleet.Lamp{ID: "lamp", State: &fleet.Report{}, Changed: now}
		l.State.Version = uint64(i)
		events = append(events, fleet.Event{Time: now, Kind: fleet.StateEvent, Lamp: l})
	}
	for range 2 * mostLines {
		events = append(events, fleet.Event{Time: now, Kind: fleet.PresenceEvent, Lamp: fleet.Lamp{ID: "other"}})
	}
	m := newTeller(nil, now).tell(events, now)
	if len(m.Lamps) != 2 || m.Lamps[0].State.Version != 3*mostLines-1 || len(m.Log) != mostLines || m.More != mostLines+1 {
		t.Errorf("%d lamps, %d lines and %d more", len(m.Lamps), len(m.Log), m.More)
	}
}
