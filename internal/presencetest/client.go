package presencetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// Dial opens a connection to the broker, past all that is done to the lamp's.
type Dial func(ctx context.Context) (net.Conn, error)

// answerWithin bounds a broker's answer to a client that watches or meddles.
const answerWithin = 10 * time.Second

// Login is how the clients of a test present themselves; the zero value does
// without.
type Login struct{ Username, Password string }

// client is as little of MQTT 3.1.1 as a test needs, over one connection.
type client struct {
	net.Conn
	other []*packets.PublishPacket // what came while something else was awaited
}

// hello is what a client says of itself.
type hello struct {
	id   string // "": the broker gives one
	will string // topic of a retained 0; "": none
	Login
}

// connect does MQTT's handshake.
func connect(ctx context.Context, dial Dial, h hello) (*client, error) {
	conn, err := dial(ctx)
	if err != nil {
		return nil, err
	}
	p := packets.NewControlPacket(packets.Connect).(*packets.ConnectPacket)
	p.ProtocolName, p.ProtocolVersion, p.CleanSession, p.Keepalive = "MQTT", 4, true, 3600
	p.ClientIdentifier = h.id
	if h.Username != "" {
		p.UsernameFlag, p.Username = true, h.Username
		p.PasswordFlag, p.Password = true, []byte(h.Password)
	}
	if h.will != "" {
		p.WillFlag, p.WillRetain, p.WillQos, p.WillTopic, p.WillMessage = true, true, 1, h.will, []byte("0")
	}
	c := &client{Conn: conn}
	if err = c.send(p); err == nil {
		_, err = c.await(func(q packets.ControlPacket) bool {
			ack, ok := q.(*packets.ConnackPacket)
			if ok && ack.ReturnCode != 0 {
				err = fmt.Errorf("refused with %d", ack.ReturnCode)
			}
			return ok
		})
	}
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("connect: %w", err)
	}
	return c, nil
}

func (c *client) send(p packets.ControlPacket) error {
	if err := c.SetWriteDeadline(time.Now().Add(answerWithin)); err != nil {
		return err
	}
	return p.Write(c)
}

// receive reads the next packet and acknowledges a message.
func (c *client) receive(within time.Duration) (packets.ControlPacket, error) {
	var until time.Time
	if within > 0 {
		until = time.Now().Add(within)
	}
	if err := c.SetReadDeadline(until); err != nil {
		return nil, err
	}
	p, err := packets.ReadPacket(c)
	if err != nil {
		return nil, err
	}
	if m, ok := p.(*packets.PublishPacket); ok && m.Qos == 1 {
		ack := packets.NewControlPacket(packets.Puback).(*packets.PubackPacket)
		ack.MessageID = m.MessageID
		return p, c.send(ack)
	}
	return p, nil
}

// await reads until a packet is the one.
func (c *client) await(is func(packets.ControlPacket) bool) (packets.ControlPacket, error) {
	for {
		p, err := c.receive(answerWithin)
		if err != nil {
			return nil, err
		}
		if is(p) {
			return p, nil
		}
		if m, ok := p.(*packets.PublishPacket); ok {
			c.other = append(c.other, m)
		}
	}
}

// subscribe asks for a topic at QoS 1.
func (c *client) subscribe(topic string) error {
	p := packets.NewControlPacket(packets.Subscribe).(*packets.SubscribePacket)
	p.MessageID, p.Topics, p.Qoss = 1, []string{topic}, []byte{1}
	if err := c.send(p); err != nil {
		return err
	}
	ack, err := c.await(func(p packets.ControlPacket) bool { _, ok := p.(*packets.SubackPacket); return ok })
	if err != nil {
		return err
	}
	if codes := ack.(*packets.SubackPacket).ReturnCodes; len(codes) != 1 || codes[0] > 2 {
		return errors.New("the subscription is refused")
	}
	return nil
}

// publish publishes a message and waits for its acknowledgement.
func (c *client) publish(topic, payload string, retain bool) error {
	p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	p.MessageID, p.Qos, p.Retain, p.TopicName, p.Payload = 2, 1, retain, topic, []byte(payload)
	if err := c.send(p); err != nil {
		return err
	}
	_, err := c.await(func(p packets.ControlPacket) bool { _, ok := p.(*packets.PubackPacket); return ok })
	return err
}

// leave says goodbye and closes the connection.
func (c *client) leave() {
	_ = c.send(packets.NewControlPacket(packets.Disconnect))
	c.Close()
}

// Answers tells whether a broker lets clients in.
func Answers(ctx context.Context, dial Dial, l Login) error {
	c, err := connect(ctx, dial, hello{Login: l})
	if err == nil {
		c.leave()
	}
	return err
}

// Send publishes a message that is not retained.
func Send(ctx context.Context, dial Dial, l Login, topic, payload string) error {
	c, err := connect(ctx, dial, hello{Login: l})
	if err != nil {
		return err
	}
	defer c.leave()
	return c.publish(topic, payload, false)
}
