package mqttlink

import (
	"fmt"
	"slices"
	"time"
)

// Status is what a Link knows about itself.
type Status struct {
	Connected bool      // the session is up and its 1 acknowledged
	Server    string    // the server met, or tried last
	Since     time.Time // when Connected took its present value
	Connects  int       // sessions since the start
	Heals     int       // foreign values on the presence topic that were answered
	Cut       int       // packets over 8 KiB, cut or refused
	Conflict  bool      // another client uses this client id
	Problems  []string  // sentences for a person about what is wrong now
	Err       error     // why the last try or session ended; nil while connected
}

func (s Status) equal(t Status) bool {
	return s.Connected == t.Connected && s.Server == t.Server && s.Since.Equal(t.Since) &&
		s.Connects == t.Connects && s.Heals == t.Heals && s.Cut == t.Cut &&
		s.Conflict == t.Conflict && slices.Equal(s.Problems, t.Problems) &&
		fmt.Sprint(s.Err) == fmt.Sprint(t.Err)
}

// tell calls Notify if the status has changed, and logs new problems.
func (k *keeper) tell() {
	s := k.status
	if s.equal(k.told) {
		return
	}
	s.Problems = slices.Clone(s.Problems)
	for _, p := range s.Problems {
		if !slices.Contains(k.told.Problems, p) {
			k.log().Warn(p)
		}
	}
	k.told = s
	if k.Notify != nil {
		k.Notify(s)
	}
}

// deniedPresence says what a silent refusal is (docs/presence.md).
func deniedPresence(topic string) string {
	return fmt.Sprintf("writing or reading %s is denied by the broker's access list", topic)
}

// sameID says what a conflict is (docs/presence.md).
func (k *keeper) sameID() string {
	return fmt.Sprintf("another client uses the client id %s: give one of them another id", k.ClientID)
}

// problems puts what is known into sentences.
func (k *keeper) problems(refused []string, denied bool) []string {
	var p []string
	if k.conflict.active {
		p = append(p, k.sameID())
	}
	for _, f := range refused {
		p = append(p, fmt.Sprintf("the subscription to %s is refused by the broker", f))
	}
	if denied {
		p = append(p, deniedPresence(k.Presence.Topic))
	}
	return p
}
