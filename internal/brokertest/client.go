package brokertest

import (
	"context"
	"net"
	"net/url"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// patience bounds every wait for something that must come.
const patience = time.Minute

// Message is one message that a Client has seen.
type Message struct {
	Topic    string
	Payload  string
	Retained bool
	At       time.Time
}

// Client is an independent client for tests: a watcher, a sender, a foreigner.
type Client struct {
	t    testing.TB
	dial Dial
	c    mqtt.Client
	seen chan Message
}

// Dial opens a connection to the broker under test.
type Dial func(ctx context.Context, network, addr string) (net.Conn, error)

// Connect connects a client to addr; dial may be nil for TCP. The broker gives
// it its client id. It ends with the test.
func Connect(t testing.TB, dial Dial, addr string) *Client {
	t.Helper()
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	c := &Client{t: t, dial: dial, seen: make(chan Message, 10000)}
	o := mqtt.NewClientOptions().AddBroker("tcp://" + addr).SetProtocolVersion(4).
		SetAutoReconnect(false).SetKeepAlive(10 * time.Minute).
		SetCustomOpenConnectionFn(func(*url.URL, mqtt.ClientOptions) (net.Conn, error) {
			return dial(context.Background(), "tcp", addr)
		}).
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) {
			c.seen <- Message{m.Topic(), string(m.Payload()), m.Retained(), time.Now()}
		})
	c.c = mqtt.NewClient(o)
	c.must("connect", c.c.Connect())
	t.Cleanup(c.Close)
	return c
}

// Close disconnects.
func (c *Client) Close() { c.c.Disconnect(250) }

// Subscribe subscribes at QoS 1.
func (c *Client) Subscribe(filter string) {
	c.t.Helper()
	c.must("subscribe to "+filter, c.c.Subscribe(filter, 1, nil))
}

// Publish publishes at QoS 1 and waits for the acknowledgement.
func (c *Client) Publish(topic, payload string, retain bool) {
	c.t.Helper()
	c.must("publish "+topic, c.c.Publish(topic, 1, retain, payload))
}

// Seen returns the messages in the order of their arrival.
func (c *Client) Seen() <-chan Message { return c.seen }

// Wait returns the next message on the topic that has the payload and drops
// those before it. That none comes fails the test.
func (c *Client) Wait(topic, payload string) Message {
	c.t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	var other []Message
	for {
		select {
		case m := <-c.seen:
			if m.Topic == topic && m.Payload == payload {
				return m
			}
			other = append(other, m)
		case <-timer.C:
			c.t.Fatalf("%s did not become %q within %v; seen: %v", topic, payload, patience, other)
		}
	}
}

func (c *Client) must(what string, token mqtt.Token) {
	c.t.Helper()
	if !token.WaitTimeout(patience) {
		c.t.Fatalf("%s: no answer within %v", what, patience)
	}
	if err := token.Error(); err != nil {
		c.t.Fatalf("%s: %v", what, err)
	}
}

// Retained returns what a new subscriber finds on a topic, and whether there
// is anything.
func Retained(t testing.TB, dial Dial, addr, topic string) (string, bool) {
	t.Helper()
	c := Connect(t, dial, addr)
	defer c.Close()
	// A message of our own behind the subscription marks the end of what is kept.
	const mark = "brokertest/mark"
	c.Subscribe(topic)
	c.Subscribe(mark)
	c.Publish(mark, "end", false)
	for m := range c.seen {
		switch {
		case m.Topic == mark:
			return "", false
		case m.Retained:
			return m.Payload, true
		}
	}
	return "", false
}
