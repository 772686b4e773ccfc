package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// child does the work of a child process, if the arguments ask for one.
func child(args []string) bool {
	var err error
	switch {
	case len(args) == 4 && args[0] == "echo":
		err = echo(args[1], args[2], args[3] == "quick")
	case len(args) == 1 && args[0] == "tick":
		tick()
	case len(args) > 0 && args[0] == "lamps":
		err = lamps(args[1:])
	default:
		return false
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

// echo is the floor: a bare client that sends back what it gets.
func echo(addr, id string, quick bool) error {
	c, err := connect(addr, id, quick)
	if err != nil {
		return err
	}
	err = settled("subscribe", c.Subscribe(id+"/in", 1, func(_ mqtt.Client, m mqtt.Message) {
		c.Publish(id+"/out", m.Qos(), false, m.Payload())
	}))
	if err != nil {
		return err
	}
	if err := settled("publish", c.Publish("state/"+id, 1, true, "1")); err != nil {
		return err
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	<-end
	return nil
}

// startEcho starts an echo as a process and waits until it is there.
func (b *bench) startEcho(id, addr string, quick bool, watcher *client) (*process, time.Time, error) {
	how := "plain"
	if quick {
		how = "quick"
	}
	self, err := os.Executable()
	if err != nil {
		return nil, time.Time{}, err
	}
	p, err := spawn(os.Stderr, self, "echo", addr, id, how)
	if err != nil {
		return nil, time.Time{}, err
	}
	m, err := watcher.wait(func(m message) bool { return m.topic == "state/"+id && m.payload == "1" })
	if err != nil {
		p.end(syscall.SIGKILL)
	}
	return p, m.at, err
}
