package main

import (
	"fmt"
	"net"
	"net/url"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"golang.org/x/sys/unix"
)

// patience bounds every wait for what must come.
const patience = 30 * time.Second

// message is what a client got.
type message struct {
	topic, payload string
	retained       bool
	at             time.Time
}

// client is a bare client of paho.
type client struct {
	mqtt.Client
	got chan message
}

// connect connects to a broker. A quick client acknowledges what arrives at
// once, as lampd does; the other one leaves TCP as it is.
func connect(addr, id string, quick bool) (*client, error) {
	c := &client{got: make(chan message, 1<<18)}
	o := mqtt.NewClientOptions().AddBroker("tcp://" + addr).SetClientID(id).
		SetProtocolVersion(4).SetAutoReconnect(false).SetKeepAlive(15 * time.Second).
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) {
			c.got <- message{m.Topic(), string(m.Payload()), m.Retained(), time.Now()}
		})
	if quick {
		o.SetCustomOpenConnectionFn(func(*url.URL, mqtt.ClientOptions) (net.Conn, error) {
			raw, err := net.Dial("tcp", addr)
			if err != nil {
				return nil, err
			}
			return quickConn{raw.(*net.TCPConn)}, nil
		})
	}
	c.Client = mqtt.NewClient(o)
	return c, settled("connect", c.Connect())
}

// hear subscribes.
func (c *client) hear(qos byte, filters ...string) error {
	for _, f := range filters {
		if err := settled("subscribe to "+f, c.Subscribe(f, qos, nil)); err != nil {
			return err
		}
	}
	return nil
}

// wait returns the next message that is wanted and drops those before it.
func (c *client) wait(wanted func(message) bool) (message, error) {
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		select {
		case m := <-c.got:
			if wanted(m) {
				return m, nil
			}
		case <-late.C:
			return message{}, fmt.Errorf("no such message within %v", patience)
		}
	}
}

// settled waits for a token.
func settled(what string, t mqtt.Token) error {
	if !t.WaitTimeout(patience) {
		return fmt.Errorf("%s: no answer within %v", what, patience)
	}
	if err := t.Error(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// quickConn renews TCP_QUICKACK with each read.
type quickConn struct{ *net.TCPConn }

func (c quickConn) Read(b []byte) (int, error) {
	n, err := c.TCPConn.Read(b)
	if raw, e := c.SyscallConn(); e == nil && err == nil {
		_ = raw.Control(func(fd uintptr) { _ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_QUICKACK, 1) })
	}
	return n, err
}
