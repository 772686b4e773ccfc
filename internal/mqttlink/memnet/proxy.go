package memnet

import (
	"context"
	"net"
	"sync"
)

// DialFunc opens a connection, as net.Dialer.DialContext does.
type DialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// Proxy stands between a client and what it dials, and breaks what passes in
// the ways of a radio network.
type Proxy struct {
	to      DialFunc
	mu      sync.Mutex
	news    sync.Cond
	stalled bool
	lines   map[*line]bool
}

// line is one connection through the proxy.
type line struct {
	near, far net.Conn
	dead      bool // nothing passes any more, and neither end is told
}

// NewProxy returns a proxy to what the function dials.
func NewProxy(to DialFunc) *Proxy {
	p := &Proxy{to: to, lines: map[*line]bool{}}
	p.news.L = &p.mu
	return p
}

// Dial connects through the proxy. While it is stalled, nobody answers.
func (p *Proxy) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if err := p.open(ctx); err != nil {
		return nil, err
	}
	far, err := p.to(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	client, near := Pipe()
	l := &line{near: near, far: far}
	p.change(func() { p.lines[l] = true })
	var both sync.WaitGroup
	both.Go(func() { p.copy(l, l.far, l.near) })
	both.Go(func() { p.copy(l, l.near, l.far) })
	go func() {
		both.Wait()
		p.change(func() { delete(p.lines, l) })
	}()
	return client, nil
}

// open waits out a stall.
func (p *Proxy) open(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { p.change(func() {}) })
	defer stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.stalled && ctx.Err() == nil {
		p.news.Wait()
	}
	return ctx.Err()
}

// Stall holds back every byte and every close, as a radio out of reach does;
// Resume lets them go.
func (p *Proxy) Stall() { p.change(func() { p.stalled = true }) }

// Resume ends Stall.
func (p *Proxy) Resume() { p.change(func() { p.stalled = false }) }

// Forget drops the connections that exist without telling either end, as a
// router does that lost its table.
func (p *Proxy) Forget() {
	p.change(func() {
		for l := range p.lines {
			l.dead = true
		}
	})
}

// Reset closes the connections that exist.
func (p *Proxy) Reset() {
	p.change(func() {
		for l := range p.lines {
			l.near.Close()
			l.far.Close()
		}
	})
}

func (p *Proxy) change(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.news.Broadcast()
}

// passes waits out a stall and tells whether the line lives.
func (p *Proxy) passes(l *line) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.stalled && !l.dead {
		p.news.Wait()
	}
	return !l.dead
}

// copy carries one direction until its source ends.
func (p *Proxy) copy(l *line, to, from net.Conn) {
	defer from.Close()
	b := make([]byte, 4096)
	for {
		n, err := from.Read(b)
		if p.passes(l) {
			if n > 0 {
				_, _ = to.Write(b[:n])
			}
			if err != nil {
				to.Close()
			}
		}
		if err != nil {
			return
		}
	}
}
