package presencetest

import (
	"context"
	"errors"
	"os"
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

// keptWithin is how long a broker may take until a new subscriber has what is
// kept, if anything is.
const keptWithin = 5 * time.Second

// read writes down what a fresh reader finds, unless the broker is away. When
// something is published meanwhile, another one looks.
func (r *Rig) read(ctx context.Context) {
	for range 5 {
		found, steady, err := r.look(ctx)
		if err != nil {
			return
		}
		if steady {
			r.Add(Fresh, strings.Join(found, ","))
			return
		}
	}
}

// look returns what one fresh reader finds, and whether nothing was published
// while it looked.
func (r *Rig) look(ctx context.Context) (found []string, steady bool, err error) {
	c, err := connect(ctx, r.Broker.Dial, hello{Login: r.Login})
	if err != nil {
		return nil, false, err
	}
	defer c.leave()
	if err := c.subscribe(r.Topic); err != nil {
		return nil, false, err
	}
	steady = true
	until := time.Now().Add(keptWithin)
	add := func(m *packets.PublishPacket) {
		if m.Retain {
			found = append(found, string(m.Payload))
			until = time.Now().Add(r.Grace)
		}
		steady = steady && m.Retain
	}
	for _, m := range c.other {
		add(m)
	}
	for steady {
		p, err := c.receive(max(time.Until(until), time.Nanosecond))
		if errors.Is(err, os.ErrDeadlineExceeded) {
			break
		}
		if err != nil {
			return nil, false, err
		}
		if m, ok := p.(*packets.PublishPacket); ok {
			add(m)
		}
	}
	return found, steady, nil
}
