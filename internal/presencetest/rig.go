package presencetest

import (
	"context"
	"net"
	"sync"
	"time"

	"lampd/internal/mqttlink/memnet"
)

// Lamp is the lamp under test.
type Lamp interface {
	Start()
	Kill() // as SIGKILL; returns at its end
	Stop() // as SIGTERM; returns at its end
	Freeze()
	Thaw()
	Harm(f Fault, begins bool) // what the rig has no means for
}

// Broker is the broker under test.
type Broker interface {
	End(kill bool)   // it is gone when End returns
	Begin(keep bool) // it listens when Begin returns
	// Late makes the lamp's next Will late, until it is called with 0. It
	// returns false if this broker cannot.
	Late(by time.Duration, unseen bool) bool
	// Dial reaches the broker past all that is done to the lamp's way.
	Dial(ctx context.Context) (net.Conn, error)
}

// Rig is a lamp, its way to the broker, and the broker, with all that is
// written down about them.
type Rig struct {
	*History
	Lamp     Lamp
	Broker   Broker
	Way      *memnet.Proxy // the lamp's
	Topic    string        // the lamp's presence
	ClientID string        // the lamp's
	Login    Login         // of those who watch and meddle
	Grace    time.Duration // how long a fresh reader looks for more than one kept message

	running, frozen bool           // the lamp
	meddlers        sync.WaitGroup // who do harm over a while
}
