package memnet

import (
	"context"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// line returns the two ends of a connection through a new proxy.
func through(t *testing.T) (p *Proxy, client, server net.Conn) {
	t.Helper()
	p = NewProxy(func(context.Context, string, string) (net.Conn, error) {
		near, far := Pipe()
		server = far
		return near, nil
	})
	client, err := p.Dial(t.Context(), "tcp", "x:1")
	if err != nil {
		t.Fatal(err)
	}
	return p, client, server
}

// arrives reads one byte within a second.
func arrives(c net.Conn) error {
	c.SetReadDeadline(time.Now().Add(time.Second))
	_, err := c.Read(make([]byte, 1))
	return err
}

func TestWhatAProxyDoesToAConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, client, server := through(t)
		client.Write([]byte("a"))
		if err := arrives(server); err != nil {
			t.Errorf("through: %v", err)
		}
		p.Stall()
		server.Write([]byte("b"))
		if err := arrives(client); err != os.ErrDeadlineExceeded {
			t.Errorf("stalled: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := p.Dial(ctx, "tcp", "x:1"); err != context.DeadlineExceeded {
			t.Errorf("dial while stalled: %v", err)
		}
		p.Resume()
		if err := arrives(client); err != nil {
			t.Errorf("resumed: %v", err)
		}
		p.Forget()
		client.Write([]byte("c"))
		client.Close()
		if err := arrives(server); err != os.ErrDeadlineExceeded {
			t.Errorf("forgotten: %v", err)
		}
		server.Close()
	})
}

func TestResetClosesBothEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, client, server := through(t)
		p.Reset()
		for _, c := range []net.Conn{client, server} {
			if err := arrives(c); err == nil || err == os.ErrDeadlineExceeded {
				t.Errorf("read: %v", err)
			}
		}
		client.Close()
		server.Close()
	})
}
