package mqttlink

// mailbox holds the sum of what its one writer put in since it was last
// emptied. Writing never waits.
type mailbox chan sighting

func newMailbox() mailbox { return make(mailbox, 1) }

// put adds a sighting. Only one goroutine may call it.
func (m mailbox) put(s sighting) {
	select {
	case old := <-m:
		s = old.then(s)
	default:
	}
	m <- s
}
