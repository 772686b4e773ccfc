package mqttlink

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestAnAcknowledgementMayWaitBehindAFlood: the broker acknowledges nothing of
// the lamp's, but sends messages all the time, many or few.
func TestAnAcknowledgementMayWaitBehindAFlood(t *testing.T) {
	for _, c := range []struct {
		name  string
		each  int           // bytes a second
		after time.Duration // when the session is given up
	}{
		{"a flood is waited for, a minute long", backlog, ackAtMost},
		{"some messages are no flood", 1000, ackWithin},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, s := &actor{silent: []string{"1"}}, new(status)
				l := s.link(a)
				l.Handle = func(Message) {}
				run(t, l)
				synctest.Wait()
				start := time.Now()
				for s.Load().Err == nil && time.Since(start) < 2*ackAtMost {
					for sent := 0; sent < c.each; sent += 1000 {
						a.send(publish("lamp/desk/set", make([]byte, 980), 0))
						synctest.Wait()
					}
					time.Sleep(time.Second)
					synctest.Wait()
				}
				if err := s.Load().Err; err == nil || !strings.Contains(err.Error(), "no acknowledgement within "+c.after.String()) {
					t.Errorf("after %v: %v", time.Since(start), err)
				}
			})
		})
	}
}
