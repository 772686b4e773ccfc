package gpio

import "golang.org/x/sys/unix"

// writable tells whether this user may write the file, without opening it.
func writable(path string) bool { return unix.Access(path, unix.W_OK) == nil }
