//go:build !linux

package mqttlink

import (
	"net"
	"time"
)

// tune leaves the connection as it is: TCP_NODELAY is Go's default, and the
// rest is Linux's.
func tune(c *net.TCPConn, _ time.Duration) (net.Conn, error) { return c, nil }
