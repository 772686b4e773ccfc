package panel

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"lampd/internal/fleet"
)

// Panel serves the page. Set what it needs, then let Serve run it.
type Panel struct {
	Fleet  *fleet.Fleet
	Scenes string // the file that the scenes are kept in
	// Password is asked for by the page; "" for none. Whoever reaches the
	// listener and knows it may do everything.
	Password string
	// Hosts are names, beside addresses and those of this machine, by which
	// browsers may call the page.
	Hosts []string
	Log   *slog.Logger // nil: none
}

//go:embed web
var web embed.FS

// Serve answers requests until ctx is done. It closes the listener; its error
// is the listener's.
func (p *Panel) Serve(ctx context.Context, l net.Listener) error {
	log := p.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := http.Server{
		Handler:           p.handler(loopback(l.Addr())),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		soon, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if s.Shutdown(soon) != nil {
			s.Close()
		}
	})
	err := s.Serve(l)
	if stop() {
		return err
	}
	<-ended
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// mostStreams is how many pages can be open at a time.
const mostStreams = 64

// server is a panel with what its requests share.
type server struct {
	*Panel
	token   string        // of the pages of this run
	streams chan struct{} // one in it for each open page
	scenes  *sceneFile
}

// handler returns what answers requests; local says that only this machine can
// reach it.
func (p *Panel) handler(local bool) http.Handler {
	s := &server{
		Panel:   p,
		token:   newToken(),
		streams: make(chan struct{}, mostStreams),
		scenes:  &sceneFile{name: p.Scenes},
	}
	files, err := fs.Sub(web, "web")
	if err != nil {
		panic(err) // the name is wrong
	}
	inside := http.NewServeMux()
	inside.Handle("GET /{$}", http.FileServerFS(files))
	inside.HandleFunc("GET /events", s.events)
	inside.HandleFunc("POST /orders", s.orders)
	inside.HandleFunc("POST /rollcall", s.rollCall)
	inside.HandleFunc("GET /scenes", s.listScenes)
	inside.HandleFunc("PUT /scenes/{name}", s.keepScene)
	inside.HandleFunc("POST /scenes/{name}", s.recallScene)
	inside.HandleFunc("DELETE /scenes/{name}", s.forgetScene)

	outside := http.NewServeMux()
	outside.Handle("GET /static/", http.FileServerFS(files))
	outside.Handle("GET /favicon.ico", http.RedirectHandler("/static/icon.svg", http.StatusMovedPermanently))
	door := newDoor(p.Password)
	outside.HandleFunc("POST /login", door.login)
	outside.Handle("/", door.guard(s.withToken(inside)))
	return p.guarded(local, outside)
}
