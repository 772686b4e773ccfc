package memnet

import (
	"context"
	"net"
	"syscall"
)

// Addr is the address of everything here.
type Addr struct{}

// Network returns "memory".
func (Addr) Network() string { return "memory" }

// String returns "memory:1".
func (Addr) String() string { return "memory:1" }

// Listener is a net.Listener in memory.
type Listener struct {
	waiting chan net.Conn
	closed  context.Context
	close   context.CancelFunc
}

// New returns a listener that Dial reaches.
func New() *Listener {
	l := &Listener{waiting: make(chan net.Conn)}
	l.closed, l.close = context.WithCancel(context.Background())
	return l
}

// Accept waits for the next Dial.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.waiting:
		return c, nil
	case <-l.closed.Done():
		return nil, net.ErrClosed
	}
}

// Close refuses further Dials. Connections that exist stay.
func (l *Listener) Close() error {
	l.close()
	return nil
}

// Addr returns Addr{}.
func (l *Listener) Addr() net.Addr { return Addr{} }

// Dial connects to the listener, whatever the address says. On a closed one it
// is refused.
func (l *Listener) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := Pipe()
	select {
	case l.waiting <- far:
		return near, nil
	case <-l.closed.Done():
		return nil, &net.OpError{Op: "dial", Net: "memory", Addr: Addr{}, Err: syscall.ECONNREFUSED}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
