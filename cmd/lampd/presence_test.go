package main

import (
	"testing"
	"time"

	"lampd/internal/brokertest"
	"lampd/internal/presencetest"
)

// TestPresenceIsNeverWrong does harm to a dozen lamps and their mosquitto, and
// judges what a watcher saw. The other brokers are for scripts/interop.
func TestPresenceIsNeverWrong(t *testing.T) {
	t.Parallel()
	const short = time.Second
	bench := presencetest.Bench{
		Name:   "mosquitto",
		Broker: presencetest.Mosquitto{Broker: brokertest.Start(t, brokertest.Options{Persistent: true})},
		Lampd:  home{t: t}.command,
		Dir:    t.TempDir(),
		Grace:  100 * time.Millisecond,
	}
	bench.Addrs = []string{bench.Broker.(presencetest.Mosquitto).Addr}
	lamp := presencetest.BenchLamp(1, short, short)
	delete(lamp.Weights, presencetest.Takeover) // a row of them takes its time
	sum, err := bench.Run(t.Context(), 12, 1, lamp, presencetest.BenchBroker(1, short, short))
	if err != nil {
		t.Error(err)
	}
	t.Log(sum)
}
