package mqttlink

import (
	"fmt"
	"net"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// readBuffer is how many bytes the kernel keeps for us. In a flood what is kept
// comes before every acknowledgement: with Linux's own six megabytes these were
// more than ackWithin late, and the session was given up.
const readBuffer = 64 << 10

// tune ends the connection when sent bytes stay unacknowledged for so long,
// sends small packets at once, and acknowledges what arrives at once: a broker
// with Nagle's algorithm waits up to 44 ms for a delayed acknowledgement.
func tune(c *net.TCPConn, unacknowledged time.Duration) (net.Conn, error) {
	raw, err := c.SyscallConn()
	if err == nil {
		err = c.SetNoDelay(true)
	}
	if err == nil {
		err = c.SetReadBuffer(readBuffer)
	}
	if err == nil {
		err = control(raw, unix.TCP_USER_TIMEOUT, int(unacknowledged.Milliseconds()))
	}
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("set TCP options: %w", err)
	}
	return &quick{c, raw}, nil
}

// quick is a TCP connection that acknowledges at once. The kernel forgets the
// wish (tcp(7), TCP_QUICKACK), so it is renewed with each read.
type quick struct {
	*net.TCPConn
	raw syscall.RawConn
}

func (q *quick) Read(b []byte) (int, error) {
	n, err := q.TCPConn.Read(b)
	if err == nil {
		// A kernel that refuses is slower, nothing worse.
		_ = control(q.raw, unix.TCP_QUICKACK, 1)
	}
	return n, err
}

func control(raw syscall.RawConn, option, value int) (err error) {
	outer := raw.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, option, value)
	})
	if outer != nil {
		return outer
	}
	return err
}
