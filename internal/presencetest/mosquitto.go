package presencetest

import (
	"context"
	"net"
	"time"

	"lampd/internal/brokertest"
)

// Mosquitto is a real mosquitto as a broker under test; it must be Persistent.
type Mosquitto struct{ *brokertest.Broker }

// End ends mosquitto.
func (m Mosquitto) End(kill bool) {
	if kill {
		m.Kill()
	} else {
		m.Stop()
	}
}

// Begin starts mosquitto again.
func (m Mosquitto) Begin(keep bool) {
	if !keep {
		m.Forget()
	}
	m.Restart()
}

// Late returns false: mosquitto sends a Will at once.
func (m Mosquitto) Late(time.Duration, bool) bool { return false }

// Dial connects to mosquitto.
func (m Mosquitto) Dial(ctx context.Context) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", m.Addr)
}
