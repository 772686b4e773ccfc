package panel

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lampd/internal/agent"
	"lampd/internal/brokertest"
	"lampd/internal/config"
	"lampd/internal/fleet"
)

// world is a panel over a fleet at a broker.
type world struct {
	t      *testing.T
	broker *brokertest.Broker
	fleet  *fleet.Fleet
	url    string // of the page, with its / at the end
	client *http.Client
	token  string
	scenes string // the file
}

// newWorld starts a panel that only this machine can reach.
func newWorld(t *testing.T, set func(*Panel)) *world {
	t.Helper()
	t.Parallel()
	b := brokertest.Start(t, brokertest.Options{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, broker: b, url: "http://" + l.Addr().String() + "/", scenes: filepath.Join(t.TempDir(), "mine", "scenes.json")}
	w.fleet = fleet.New(fleet.Options{Servers: []string{b.URL()}})
	w.run(w.fleet.Run)
	p := &Panel{Fleet: w.fleet, Scenes: w.scenes}
	if set != nil {
		set(p)
	}
	transport := &http.Transport{}
	w.client = &http.Client{Transport: transport, Timeout: 5 * time.Minute} // a stream lasts as long as its test
	w.run(func(ctx context.Context) error { return p.Serve(ctx, l) })
	t.Cleanup(transport.CloseIdleConnections)
	return w
}

// lamp runs a lamp until stop is called or the test ends, and waits for it.
func (w *world) lamp(id, kind string, groups ...string) (stop func()) {
	w.t.Helper()
	c, err := config.Simulated(id, id+" lamp", kind, groups, fleet.Options{Servers: []string{w.broker.URL()}})
	if err != nil {
		w.t.Fatal(err)
	}
	a := &agent.Agent{Config: c, Volatile: true, Log: slog.New(slog.DiscardHandler), Light: agent.Simulate(c, nil)}
	stop = w.run(a.Run)
	w.until(id+" is online", func(l fleet.Lamp) bool {
		return l.ID == id && l.Presence == fleet.Online && l.State != nil && l.Info != nil
	})
	return stop
}

// until waits for a lamp of a kind.
func (w *world) until(what string, is func(fleet.Lamp) bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	s, news, err := w.fleet.Watch(ctx)
	for err == nil {
		for _, l := range s.Lamps {
			if is(l) {
				return
			}
		}
		select {
		case <-news:
			s, err = w.fleet.Snapshot(ctx)
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	w.t.Fatalf("%s: %v", what, err)
}

// run runs something that lasts.
func (w *world) run(run func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Error(err)
		}
	})
	w.t.Cleanup(stop)
	return stop
}

// request makes a request as a page of ours does.
func (w *world) request(method, path, body string) *http.Request {
	w.t.Helper()
	r, err := http.NewRequest(method, w.url+strings.TrimPrefix(path, "/"), strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Origin", strings.TrimSuffix(w.url, "/"))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set(tokenHeader, w.token)
	return r
}

// do sends a request and returns the answer.
func (w *world) do(r *http.Request) (status int, body string) {
	w.t.Helper()
	res, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return res.StatusCode, strings.TrimSpace(string(text))
}

// message is one of a stream.
type message struct {
	event string
	data  string
}

// open opens a stream, whose first message brings the token, and returns what
// brings the next one.
func (w *world) open() (next func() message) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	w.t.Cleanup(cancel)
	res, err := w.client.Do(w.request("GET", "/events", "").WithContext(ctx))
	if err != nil || res.StatusCode != http.StatusOK {
		w.t.Fatalf("the stream: %v, %v", res, err)
	}
	w.t.Cleanup(func() { res.Body.Close() })
	lines := bufio.NewReader(res.Body)
	next = func() (m message) {
		w.t.Helper()
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				w.t.Fatalf("the stream: %v", err)
			}
			switch key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": "); key {
			case "event":
				m.event = value
			case "data":
				m.data = value
			case "":
				return m
			}
		}
	}
	return next
}

// page opens a stream and takes the token from it.
func (w *world) page() (all allMessage, next func() message) {
	w.t.Helper()
	next = w.open()
	m := next()
	if err := json.Unmarshal([]byte(m.data), &all); m.event != "all" || err != nil {
		w.t.Fatalf("the stream begins with %+v (%v)", m, err)
	}
	w.token = all.Token
	return all, next
}

// news waits for news of a kind.
func news(t *testing.T, next func() message, what string, is func(newsMessage) bool) newsMessage {
	t.Helper()
	for range 1000 {
		m := next()
		var n newsMessage
		d := json.NewDecoder(bytes.NewReader([]byte(m.data)))
		if err := d.Decode(&n); err != nil {
			t.Fatalf("%s: %v", m.data, err)
		}
		if m.event == "news" && is(n) {
			return n
		}
	}
	t.Fatalf("no news of %s", what)
	return newsMessage{}
}
