package mqttlink

import (
	"context"
	"net"
)

// dial is the dialer of Links that have none: TCP, tuned so that a command is
// answered at once and a dead way is noticed. Pings are MQTT's business.
func (l *Link) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	addr, hint := l.resolve(ctx, addr)
	d := net.Dialer{KeepAlive: -1}
	c, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, hint(err)
	}
	return tune(c.(*net.TCPConn), l.keepAlive()*3/2)
}
