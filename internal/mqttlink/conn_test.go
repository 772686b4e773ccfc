package mqttlink

import (
	"net"
	"testing"
	"time"
)

// timed is a connection that notes its write deadlines.
type timed struct {
	net.Conn
	during, now time.Time // of a write, and since
}

func (c *timed) SetWriteDeadline(t time.Time) error { c.now = t; return nil }
func (c *timed) Write(b []byte) (int, error)        { c.during = c.now; return len(b), nil }

func TestAWriteHasADeadlineAndLeavesNone(t *testing.T) {
	raw := &timed{}
	if _, err := newConn(raw, time.Minute).Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if raw.during.IsZero() {
		t.Error("the write had no deadline")
	}
	if !raw.now.IsZero() {
		t.Error("a deadline is left, and its timer")
	}
}
