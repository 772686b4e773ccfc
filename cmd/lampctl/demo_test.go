//go:build unix

package main

import (
	"net"
	"strings"
	"testing"

	"lampd/internal/brokertest"
)

func TestTheDemoShowsLampsAndEndsCleanly(t *testing.T) {
	t.Parallel()
	d, broker := demo(t)
	c := brokertest.Connect(t, nil, strings.TrimPrefix(broker, "mqtt://"))
	c.Subscribe("state/desk")
	c.Wait("state/desk", "1")

	out, errs, status := finish(t, at(broker, lampctl(t, "set", "desk", "--color", "orange", "--brightness", "40%")))
	if out != "desk: on 40% #ffa500\n" || errs != "" || status != 0 {
		t.Errorf("set prints %q and %q, exit status %d", out, errs, status)
	}
	d.wait("desk     on 40% #ffa500")
	c.Publish("lamp/desk/set/color", "hotpink", false)
	d.wait("desk     on 40% #ff69b4")

	if status := d.stop(); status != 0 {
		t.Errorf("the demo's exit status is %d", status)
	}
	c.Wait("state/desk", "0")
}

func TestTheDemoSaysWhenItsPortIsTaken(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := strings.Cut(l.Addr().String(), ":")
	d := start(t, lampctl(t, "demo", "--port", port))
	d.wait("Port " + port + " is taken: the demo's broker has port ")
	if broker := word(d.wait("A broker at"), "mqtt://"); strings.HasSuffix(broker, ":"+port) {
		t.Errorf("its broker is %s", broker)
	}
	d.wait("set desk --color orange --broker mqtt://127.0.0.1:")
}
