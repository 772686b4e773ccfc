package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// broker is a mosquitto as it comes, but for its port.
type broker struct {
	*process
	addr, config string
}

// startBroker starts mosquitto on a free port of loopback.
func (b *bench) startBroker(lines ...string) (*broker, error) {
	dir, err := os.MkdirTemp(b.dir, "broker-*")
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	br := &broker{addr: l.Addr().String(), config: filepath.Join(dir, "mosquitto.conf")}
	l.Close()
	_, port, _ := net.SplitHostPort(br.addr)
	text := fmt.Sprintf("listener %s 127.0.0.1\nallow_anonymous true\nlog_dest none\n", port)
	if os.Geteuid() == 0 {
		text += "user root\n"
	}
	for _, line := range lines {
		text += line + "\n"
	}
	if err := os.WriteFile(br.config, []byte(text), 0o600); err != nil {
		return nil, err
	}
	return br, br.start()
}

// start starts it, again where it was stopped, and waits until it listens.
func (br *broker) start() error {
	name := "/usr/sbin/mosquitto"
	if _, err := os.Stat(name); err != nil {
		name = "mosquitto"
	}
	var err error
	if br.process, err = spawn(nil, name, "-c", br.config); err != nil {
		return err
	}
	for range 1000 {
		if c, err := net.Dial("tcp", br.addr); err == nil {
			return c.Close()
		}
		time.Sleep(5 * time.Millisecond)
	}
	br.stop()
	return fmt.Errorf("mosquitto does not listen on %s", br.addr)
}

func (br *broker) stop() { br.end(syscall.SIGTERM) }
