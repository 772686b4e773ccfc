package presencetest

import (
	"context"
	"strings"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// watchAgain is the wait before the watcher tries to come back.
const watchAgain = 20 * time.Millisecond

// watch writes down what is published on the topic, until ctx is done.
func (r *Rig) watch(ctx context.Context) {
	for ctx.Err() == nil {
		if c, err := connect(ctx, r.Broker.Dial, hello{Login: r.Login}); err == nil {
			stop := context.AfterFunc(ctx, func() { c.Close() })
			r.listen(c)
			stop()
			c.Close()
		}
		time.Sleep(watchAgain)
	}
}

// listen writes down what one connection brings.
func (r *Rig) listen(c *client) {
	if c.subscribe(r.Topic) != nil {
		return
	}
	r.Add(WatcherUp, "")
	for _, m := range c.other {
		r.saw(m)
	}
	for {
		p, err := c.receive(0)
		if err != nil {
			r.Add(WatcherDown, "")
			return
		}
		if m, ok := p.(*packets.PublishPacket); ok {
			r.saw(m)
		}
	}
}

func (r *Rig) saw(m *packets.PublishPacket) {
	k := Seen
	if m.Retain {
		k = SeenRetained
	}
	r.Add(k, string(m.Payload))
}

// read writes down what a fresh reader finds, unless the broker is away.
func (r *Rig) read(ctx context.Context) {
	c, err := connect(ctx, r.Broker.Dial, hello{Login: r.Login})
	if err != nil {
		return
	}
	defer c.leave()
	if c.subscribe(r.Topic) != nil {
		return
	}
	var found []string
	add := func(m *packets.PublishPacket) {
		if m.Retain {
			found = append(found, string(m.Payload))
		}
	}
	for _, m := range c.other {
		add(m)
	}
	for until := time.Now().Add(r.Grace); ; {
		p, err := c.receive(max(time.Until(until), time.Nanosecond))
		if err != nil {
			break
		}
		if m, ok := p.(*packets.PublishPacket); ok {
			add(m)
		}
	}
	r.Add(Fresh, strings.Join(found, ","))
}
