package fleet

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"

	"lampd/internal/mqttlink"
	"lampd/internal/wire"
)

// Options say which broker is met and how.
type Options = mqttlink.Options

// Fleet watches and commands the lamps of a broker. Make it with New, set what
// else it needs, then let Run own it; everything else may be called from any
// goroutine.
type Fleet struct {
	Options
	Dial mqttlink.DialFunc // nil: the network
	Log  *slog.Logger      // nil: none
	// Names are ids of lamps to ask for one by one as well, for brokers that
	// send nothing they keep to those who subscribe by a wildcard (RabbitMQ).
	Names []string

	client string // this watcher, to the broker and to the lamps
	inbox  chan arrival
	calls  chan func(*owner)
	outbox chan packet
	gone   chan struct{}
}

// arrival is what the link hands over, in its order: a message, or how it is.
type arrival struct {
	message mqttlink.Message
	link    *Link
}

// New returns a fleet that is not connected yet.
func New(o Options) *Fleet {
	return &Fleet{
		Options: o,
		client:  "lampctl-" + strings.ToLower(rand.Text()[:6]),
		inbox:   make(chan arrival, 64),
		calls:   make(chan func(*owner)),
		outbox:  make(chan packet),
		gone:    make(chan struct{}),
	}
}

// ErrGone says that the fleet is no longer watched.
var ErrGone = errors.New("the fleet is no longer watched")

// Client returns the name under which this fleet sends commands; it comes back
// in the state of a lamp that obeyed.
func (f *Fleet) Client() string { return f.client }

// Run keeps the connection and the picture until ctx is done. It returns nil,
// or an error if Options are wrong.
func (f *Fleet) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer close(f.gone)
	hand := func(a arrival) {
		select {
		case f.inbox <- a:
		case <-ctx.Done():
		}
	}
	link := mqttlink.Link{
		Options:    f.Options,
		ClientID:   f.client,
		Subscribe:  f.filters(),
		AtMostOnce: true, // what a thousand lamps say at once must fit
		Dial:       f.Dial,
		Log:        f.Log,
		Live:       f.live,
		Handle:     func(m mqttlink.Message) { hand(arrival{message: m}) },
		Notify:     func(s Link) { hand(arrival{link: &s}) },
	}
	ended := make(chan error, 1)
	go func() { ended <- link.Run(ctx) }()
	o := owner{fleet: f, picture: newPicture(), watchers: map[mailbox]bool{}}
	return o.run(ctx, ended)
}

// filters returns what to subscribe to.
func (f *Fleet) filters() []string {
	filters := wire.WatchFilters()
	for _, wild := range wire.WatchFilters() {
		for _, name := range f.Names {
			filters = append(filters, strings.Replace(wild, "+", name, 1))
		}
	}
	return filters
}
