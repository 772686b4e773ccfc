package main

import (
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/listeners"
)

// broker is the demo's own: on loopback, open to everyone there, and without a
// memory of its own on disk.
type broker struct{ port int }

// usualPort is MQTT's.
const usualPort = 1883

// startBroker starts a broker on a port, or on the next free one of the ten
// that follow, or on any free one.
func startBroker(port int) (*broker, error) {
	listener, err := listenFrom(port)
	if err != nil {
		return nil, fmt.Errorf("start a broker: %w", err)
	}
	server := mochi.New(&mochi.Options{Logger: slog.New(slog.DiscardHandler)})
	err = server.AddHook(new(auth.AllowHook), nil)
	if err == nil {
		err = server.AddListener(listeners.NewNet("loopback", listener))
	}
	if err == nil {
		err = server.Serve()
	}
	if err != nil {
		listener.Close()
		return nil, fmt.Errorf("start a broker: %w", err)
	}
	return &broker{listener.Addr().(*net.TCPAddr).Port}, nil
}

// listenFrom listens on the first free port from port on.
func listenFrom(port int) (net.Listener, error) {
	for p := port; p < port+10; p++ {
		if l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p))); err == nil {
			return l, nil
		}
	}
	return net.Listen("tcp", "127.0.0.1:0")
}

// url is where the broker is.
func (b *broker) url() string { return fmt.Sprintf("mqtt://127.0.0.1:%d", b.port) }

// flushing is how long what is on its way to the clients gets to reach them.
const flushing = 100 * time.Millisecond

// flush lets what the lamps said last go out. The broker ends with this process:
// mochi's own end (v2.7.9) waits for ever if a client leaves at the same moment.
func (b *broker) flush() { time.Sleep(flushing) }
