package mqttlink

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"
)

// DialFunc opens a byte stream, as net.Dialer.DialContext does.
type DialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// connectWithin bounds everything from the dial to the CONNACK.
const connectWithin = 10 * time.Second

// open opens the way to a server up to where MQTT begins: the byte stream,
// then TLS, then WebSocket, as its URL says.
func (l *Link) open(ctx context.Context, a address) (net.Conn, error) {
	dial := l.Dial
	if dial == nil {
		dial = l.dial
	}
	raw, err := dial(ctx, "tcp", a.dialed())
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	defer stop()
	c := raw
	if a.secure() {
		c, err = l.handshake(ctx, raw, a)
	}
	if err == nil && a.websocket() {
		c, err = upgrade(ctx, c, a)
	}
	if err != nil {
		raw.Close()
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, err
	}
	return c, nil
}

// handshake makes a TLS session on raw.
func (l *Link) handshake(ctx context.Context, raw net.Conn, a address) (net.Conn, error) {
	config, err := l.tlsConfig(a.host)
	if err != nil {
		return nil, err
	}
	c := tls.Client(raw, config)
	err = c.HandshakeContext(ctx)
	switch {
	case err == nil:
		return c, nil
	case byPeer(err):
		err = errHandshake
	}
	return nil, fmt.Errorf("TLS: %w", err)
}
