package mqttlink

import (
	"net"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestTheDialerSetsItsOptions(t *testing.T) {
	far, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	l := &Link{Options: Options{KeepAlive: 10 * time.Second}}
	c, err := l.dial(t.Context(), "tcp", far.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	raw, err := c.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	get := func(level, option int) (value int) {
		if err := raw.Control(func(fd uintptr) { value, err = unix.GetsockoptInt(int(fd), level, option) }); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	if got := get(unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT); got != 15000 {
		t.Errorf("TCP_USER_TIMEOUT %d ms", got)
	}
	if got := get(unix.IPPROTO_TCP, unix.TCP_NODELAY); got != 1 {
		t.Errorf("TCP_NODELAY %d", got)
	}
	if got := get(unix.SOL_SOCKET, unix.SO_KEEPALIVE); got != 0 {
		t.Errorf("SO_KEEPALIVE %d", got)
	}
	if err := control(raw, unix.TCP_QUICKACK, 0); err != nil {
		t.Fatal(err)
	}
	near, err := far.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer near.Close()
	if _, err := near.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if got := get(unix.IPPROTO_TCP, unix.TCP_QUICKACK); got != 1 {
		t.Errorf("TCP_QUICKACK %d after a read", got)
	}
}
