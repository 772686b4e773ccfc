//go:build !linux

package gpio

// writable is for Linux; elsewhere there is nothing to write.
func writable(string) bool { return false }
