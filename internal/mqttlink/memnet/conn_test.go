package memnet

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"lampd/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func TestCloseLetsTheOtherEndReadTheRest(t *testing.T) {
	a, b := Pipe()
	if _, err := a.Write([]byte("last words")); err != nil {
		t.Fatal(err)
	}
	a.Close()
	got, err := io.ReadAll(b)
	if string(got) != "last words" || err != nil {
		t.Fatalf("read %q, %v", got, err)
	}
	if _, err := b.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("write to a closed end: %v", err)
	}
	if _, err := a.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("read after the own Close: %v", err)
	}
}

func TestBothEndsMayWriteBeforeEitherReads(t *testing.T) {
	a, b := Pipe()
	for _, c := range []net.Conn{a, b} {
		if _, err := c.Write(make([]byte, capacity)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestADeadlineEndsTheWaitAndCanBeTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := Pipe()
		start := time.Now()
		a.SetReadDeadline(start.Add(time.Minute))
		if _, err := a.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(start) != time.Minute {
			t.Fatalf("read: %v after %v", err, time.Since(start))
		}
		a.SetReadDeadline(time.Time{})
		b.Write([]byte("x"))
		if n, err := a.Read(make([]byte, 2)); n != 1 || err != nil {
			t.Fatalf("read after the deadline was taken back: %d, %v", n, err)
		}
		a.SetWriteDeadline(time.Now().Add(time.Second))
		if n, err := a.Write(make([]byte, capacity+1)); n != capacity || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("write to a full connection: %d, %v", n, err)
		}
	})
}

func TestDialIsRefusedByAClosedListener(t *testing.T) {
	l := New()
	go l.Accept()
	if _, err := l.Dial(context.Background(), "tcp", "x:1"); err != nil {
		t.Fatal(err)
	}
	l.Close()
	if _, err := l.Dial(context.Background(), "tcp", "x:1"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Fatalf("dial: %v", err)
	}
}
