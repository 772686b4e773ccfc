package fleet

import (
	"context"
	"time"
)

// owner is the goroutine that has the picture. It waits for no one.
type owner struct {
	fleet *Fleet
	picture
	watchers map[mailbox]bool
}

// Nothing that was kept must arrive for quiet, and then for quiet again, for all
// of it to be there: once may be over because this machine slept. Most brokers
// have sent it before they answer the last subscription.
const quiet = 125 * time.Millisecond

// run lives until the link has ended.
func (o *owner) run(ctx context.Context, ended <-chan error) error {
	settle := time.NewTimer(quiet)
	settle.Stop()
	defer settle.Stop()
	defer o.close()
	for again := false; ; {
		select {
		case err := <-ended:
			return err
		case a := <-o.fleet.inbox:
			if o.take(a) {
				settle.Reset(quiet)
				again = false
			}
		case <-settle.C:
			switch {
			case !again || len(o.fleet.inbox) > 0: // this program may be too busy to read
				settle.Reset(quiet)
				again = true
			case o.link.Connected:
				for _, e := range o.settle(time.Now()) {
					o.tell(e)
				}
			}
		case call := <-o.fleet.calls:
			call(o)
		}
	}
}

// take takes in what the link hands over and tells whether more of what the
// broker keeps may follow.
func (o *owner) take(a arrival) (more bool) {
	if a.link != nil {
		more = o.linked(*a.link)
		o.tell(Event{Time: time.Now(), Kind: LinkEvent, Link: a.link})
		return more
	}
	if e, news := o.hear(a.message, time.Now()); news {
		o.tell(e)
	}
	return a.message.Retained && !o.settled
}

// tell puts an event into every mailbox.
func (o *owner) tell(e Event) {
	for w := range o.watchers {
		w.put(e)
	}
}

// close tells the consumers that nothing comes any more.
func (o *owner) close() {
	for w := range o.watchers {
		close(w)
	}
}
