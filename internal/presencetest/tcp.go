package presencetest

import (
	"context"
	"io"
	"net"
	"sync"

	"lampd/internal/mqttlink/memnet"
)

// Gate is a TCP port of the loopback interface behind which a proxy leads to a
// broker.
type Gate struct {
	net.Listener
	ctx  context.Context
	open sync.WaitGroup
}

// NewGate opens a port that leads through the way to addr, until ctx is done.
func NewGate(ctx context.Context, way *memnet.Proxy, addr string) (*Gate, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	g := &Gate{Listener: l, ctx: ctx}
	context.AfterFunc(ctx, func() { l.Close() })
	g.open.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			g.open.Go(func() { g.carry(way, near, addr) })
		}
	})
	return g, nil
}

// Wait returns when nothing is left of the gate; ctx must be done.
func (g *Gate) Wait() { g.open.Wait() }

// carry carries one connection.
func (g *Gate) carry(way *memnet.Proxy, near net.Conn, addr string) {
	defer near.Close()
	far, err := way.Dial(g.ctx, "tcp", addr)
	if err != nil {
		return
	}
	stop := context.AfterFunc(g.ctx, func() { far.Close(); near.Close() })
	defer stop()
	var both sync.WaitGroup
	for _, ends := range [][2]net.Conn{{near, far}, {far, near}} {
		both.Go(func() {
			_, _ = io.Copy(ends[0], ends[1])
			ends[0].Close()
			ends[1].Close()
		})
	}
	both.Wait()
}
