package mqttlink

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// pahoLooks is the interval at which paho looks whether a ping is due.
const pahoLooks = 5 * time.Second

// writeWithin bounds every write: longer, and the session is given up. What is
// left of the timer of a ping's write wakes nobody when paho looks anyway.
const writeWithin = pahoLooks

var (
	errClosed     = errors.New("connection closed")
	errSilent     = errors.New("the broker is silent")
	errUnanswered = errors.New("connection closed without an answer")
	errHandshake  = errors.New("connection closed in the handshake")
)

// conn is the connection that paho works on. It bounds what is read and how
// long reading and writing may take, and it says once and for all when and
// why the connection ended.
type conn struct {
	net.Conn
	limit  *limiter
	silent time.Duration // no byte for so long is the end
	gone   chan struct{} // closed at the end
	end    sync.Once
	cause  error         // why; read it after gone
	cut    chan struct{} // one token when cuts has risen
	cuts   atomic.Int64  // packets over the limit
	bytes  atomic.Int64  // read so far
}

// newConn wraps an open connection. silent is the longest silence of a broker
// that lives.
func newConn(raw net.Conn, silent time.Duration) *conn {
	c := &conn{Conn: raw, silent: silent, gone: make(chan struct{}), cut: make(chan struct{}, 1)}
	c.limit = newLimiter(patient{c}, func() {
		c.cuts.Add(1)
		select {
		case c.cut <- struct{}{}:
		default:
		}
	})
	return c
}

// patient reads from the network, as long as a living broker may be silent.
type patient struct{ *conn }

func (p patient) Read(b []byte) (int, error) {
	if err := p.Conn.SetReadDeadline(time.Now().Add(p.silent)); err != nil {
		return 0, err
	}
	n, err := p.Conn.Read(b)
	p.bytes.Add(int64(n))
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errSilent
	}
	return n, err
}

// Read reads what the limiter lets through.
func (c *conn) Read(b []byte) (int, error) {
	n, err := c.limit.Read(b)
	if err != nil {
		err = c.fail(err)
	}
	return n, err
}

// Write writes within writeWithin or ends the connection. The deadline is taken
// back, or its timer would wake an idle lamp after each ping.
func (c *conn) Write(b []byte) (int, error) {
	err := c.Conn.SetWriteDeadline(time.Now().Add(writeWithin))
	n := 0
	if err == nil {
		n, err = c.Conn.Write(b)
	}
	if err == nil {
		err = c.Conn.SetWriteDeadline(time.Time{})
	}
	if err != nil {
		err = c.fail(err)
	}
	return n, err
}

// Close ends the connection.
func (c *conn) Close() error {
	c.fail(errClosed)
	return nil
}

// fail ends the connection and returns its first cause: paho takes the text of
// net.ErrClosed for a wish of its own and would wait for a ping.
func (c *conn) fail(cause error) error {
	c.end.Do(func() {
		c.cause = cause
		c.Conn.Close()
		close(c.gone)
	})
	<-c.gone
	return c.cause
}

// The deadlines are this type's own business.
func (c *conn) SetDeadline(time.Time) error      { return nil }
func (c *conn) SetReadDeadline(time.Time) error  { return nil }
func (c *conn) SetWriteDeadline(time.Time) error { return nil }

// byPeer tells whether a connection's end was the broker's doing.
func byPeer(cause error) bool {
	return errors.Is(cause, io.EOF) || errors.Is(cause, io.ErrUnexpectedEOF) ||
		errors.Is(cause, syscall.ECONNRESET) || errors.Is(cause, syscall.EPIPE)
}
