package mqttlink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// upgrade makes a WebSocket of an open stream (MQTT 3.1.1, section 6).
func upgrade(ctx context.Context, raw net.Conn, a address) (net.Conn, error) {
	d := websocket.Dialer{
		Subprotocols:    []string{"mqtt"},
		ReadBufferSize:  2048,
		WriteBufferSize: 2048,
		NetDialContext:  func(context.Context, string, string) (net.Conn, error) { return raw, nil },
	}
	// The stream is encrypted already where it is to be: always ws here.
	ws, resp, err := d.DialContext(ctx, "ws://"+a.dialed()+a.path, nil)
	if errors.Is(err, websocket.ErrBadHandshake) && resp != nil {
		return nil, fmt.Errorf("WebSocket: the server answered %q: is the path right, and is this port for WebSocket?", resp.Status)
	}
	if err != nil {
		return nil, fmt.Errorf("WebSocket: %w", err)
	}
	if ws.Subprotocol() != "mqtt" {
		ws.Close()
		return nil, errors.New("WebSocket: the server does not speak the subprotocol mqtt")
	}
	return &wsConn{ws: ws}, nil
}

// wsConn is a WebSocket as a stream of bytes.
type wsConn struct {
	ws *websocket.Conn
	r  io.Reader  // the message that is being read
	w  sync.Mutex // paho pings beside its writer, and a WebSocket takes one at a time
}

// Read reads on through message ends. The peer's close is io.EOF.
func (c *wsConn) Read(b []byte) (int, error) {
	for {
		if c.r == nil {
			_, r, err := c.ws.NextReader()
			if closed := (*websocket.CloseError)(nil); errors.As(err, &closed) {
				return 0, io.EOF
			}
			if err != nil {
				return 0, err
			}
			c.r = r
		}
		n, err := c.r.Read(b)
		if err == io.EOF {
			c.r, err = nil, nil
		}
		if n > 0 || err != nil || len(b) == 0 {
			return n, err
		}
	}
}

// Write sends one binary message.
func (c *wsConn) Write(b []byte) (int, error) {
	c.w.Lock()
	defer c.w.Unlock()
	if err := c.ws.WriteMessage(websocket.BinaryMessage, b); err != nil {
		return 0, err
	}
	return len(b), nil
}

// The rest of net.Conn is the stream's.
func (c *wsConn) Close() error                       { return c.ws.Close() }
func (c *wsConn) LocalAddr() net.Addr                { return c.ws.LocalAddr() }
func (c *wsConn) RemoteAddr() net.Addr               { return c.ws.RemoteAddr() }
func (c *wsConn) SetReadDeadline(t time.Time) error  { return c.ws.SetReadDeadline(t) }
func (c *wsConn) SetWriteDeadline(t time.Time) error { return c.ws.SetWriteDeadline(t) }
func (c *wsConn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}
