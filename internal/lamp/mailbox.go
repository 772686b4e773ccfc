package lamp

// post puts v into a mailbox of length 1 in place of what is there. It never
// blocks; only one goroutine may post into a mailbox.
func post[T any](mailbox chan T, v T) {
	select {
	case <-mailbox:
	default:
	}
	mailbox <- v
}
