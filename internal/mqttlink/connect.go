package mqttlink

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// connect opens a server and does MQTT's handshake.
func (l *Link) connect(ctx context.Context, a address, handle mqtt.MessageHandler) (*Session, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, connectWithin, fmt.Errorf("no answer within %v", connectWithin))
	defer cancel()
	password, err := l.password()
	if err != nil {
		return nil, err
	}
	raw, err := l.open(ctx, a)
	if err != nil {
		return nil, err
	}
	c := newConn(raw, silence(l.keepAlive()))
	stop := context.AfterFunc(ctx, func() { c.fail(context.Cause(ctx)) })
	s := &Session{client: mqtt.NewClient(l.clientOptions(c, password, handle)), conn: c, lossy: l.AtMostOnce, patience: ackWithin}
	token := s.client.Connect().(*mqtt.ConnectToken)
	<-token.Done() // the end of ctx closes c, and that ends it
	alive := stop()
	if err := token.Error(); err != nil {
		// Nothing of paho's runs yet: closing the connection is enough.
		return nil, unanswered(c.fail(err), token.ReturnCode())
	}
	if !alive {
		s.drop()
		return nil, context.Cause(ctx)
	}
	return s, nil
}

// silence returns how long a living broker may be silent: it answers our
// pings, of which paho sends one at the latest 5 s after the keep-alive. Our
// own silence makes the broker say 0 after 1.5 x keep-alive: whoever is cut off
// should know soon after. With the default keep-alive that is when paho looks
// again, so that what is left of the timer of a read wakes nobody who would
// sleep.
func silence(keepAlive time.Duration) time.Duration {
	return keepAlive*3/2 + pahoLooks/2
}

// unanswered tells why a CONNECT had no success: by the CONNACK's code, if
// there was one, or by how the connection ended.
func unanswered(cause error, code byte) error {
	switch {
	case code >= 1 && code <= 5:
		return refusal(code)
	case byPeer(cause):
		return errUnanswered
	}
	return cause
}

// refusal is the code of a CONNACK, MQTT 3.1.1 table 3.1.
type refusal byte

// Error says it in words.
func (r refusal) Error() string {
	return map[refusal]string{
		1: "the broker does not speak MQTT 3.1.1",
		2: "the broker refuses this client id",
		3: "the broker is there but not serving",
		4: "the broker refuses the user name or password",
		5: "the broker does not authorise this login",
	}[r]
}

// clientOptions makes paho do no more than one session over one connection.
func (l *Link) clientOptions(c *conn, password string, handle mqtt.MessageHandler) *mqtt.ClientOptions {
	o := mqtt.NewClientOptions().
		AddBroker("tcp://broker"). // never dialled: the connection is there
		SetCustomOpenConnectionFn(func(*url.URL, mqtt.ClientOptions) (net.Conn, error) { return c, nil }).
		SetClientID(l.ClientID).SetUsername(l.Username).SetPassword(password).
		SetProtocolVersion(4).SetCleanSession(true).
		SetAutoReconnect(false).SetConnectRetry(false).SetResumeSubs(false).
		SetOrderMatters(true).SetDefaultPublishHandler(handle).
		SetKeepAlive(l.keepAlive()).SetPingTimeout(l.keepAlive() / 2).
		SetConnectTimeout(connectWithin).SetWriteTimeout(writeWithin)
	if p := l.Presence; p.Topic != "" {
		o.SetWill(p.Topic, "0", p.QoS, true)
	}
	return o
}
