package memnet

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// capacity is how many bytes a direction holds until its writer waits.
const capacity = 64 << 10

// Pipe returns the two ends of a connection.
func Pipe() (net.Conn, net.Conn) {
	a, b := newHalf(), newHalf()
	return &conn{r: a, w: b}, &conn{r: b, w: a}
}

// conn is one end.
type conn struct{ r, w *half }

func (c *conn) Read(b []byte) (int, error)  { return c.r.read(b) }
func (c *conn) Write(b []byte) (int, error) { return c.w.write(b) }

// Close ends both directions: the other end reads what is on the way, then
// io.EOF, and its writes fail.
func (c *conn) Close() error {
	c.w.change(func(h *half) { h.ended = true })
	c.r.change(func(h *half) { h.deaf = true })
	return nil
}

func (c *conn) LocalAddr() net.Addr  { return Addr{} }
func (c *conn) RemoteAddr() net.Addr { return Addr{} }

func (c *conn) SetReadDeadline(t time.Time) error  { return c.r.deadline(&c.r.readBy, t) }
func (c *conn) SetWriteDeadline(t time.Time) error { return c.w.deadline(&c.w.writeBy, t) }
func (c *conn) SetDeadline(t time.Time) error {
	_ = c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

// half is one direction.
type half struct {
	mu      sync.Mutex
	news    sync.Cond // something below has changed
	data    []byte
	ended   bool // the writer has closed
	deaf    bool // the reader has closed
	readBy  bound
	writeBy bound
}

// bound is a deadline and what wakes at it.
type bound struct {
	at   time.Time
	wake *time.Timer
}

func (b *bound) passed() bool { return !b.at.IsZero() && !time.Now().Before(b.at) }

func newHalf() *half {
	h := new(half)
	h.news.L = &h.mu
	return h
}

// change changes the half under its lock and wakes who waits.
func (h *half) change(f func(*half)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f(h)
	h.news.Broadcast()
}

func (h *half) read(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.deaf:
			return 0, net.ErrClosed
		case h.readBy.passed():
			return 0, os.ErrDeadlineExceeded
		case len(h.data) > 0 || len(b) == 0:
			n := copy(b, h.data)
			h.data = h.data[n:]
			h.news.Broadcast()
			return n, nil
		case h.ended:
			return 0, io.EOF
		}
		h.news.Wait()
	}
}

func (h *half) write(b []byte) (n int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.ended:
			return n, net.ErrClosed
		case h.deaf:
			return n, syscall.EPIPE
		case h.writeBy.passed():
			return n, os.ErrDeadlineExceeded
		}
		fits := min(len(b), capacity-len(h.data))
		h.data = append(h.data, b[:fits]...)
		n, b = n+fits, b[fits:]
		h.news.Broadcast()
		if len(b) == 0 {
			return n, nil
		}
		h.news.Wait()
	}
}

// deadline sets one of the two deadlines; the zero time means none.
func (h *half) deadline(b *bound, at time.Time) error {
	h.change(func(h *half) {
		if b.wake != nil {
			b.wake.Stop()
		}
		b.at = at
		if !at.IsZero() {
			b.wake = time.AfterFunc(time.Until(at), func() { h.change(func(*half) {}) })
		}
	})
	return nil
}
