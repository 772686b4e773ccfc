package main

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// start enables the service, restarts it if anything has changed, and waits
// until the broker has its 1.
func (in *installer) start() error {
	verb := "start"
	if in.changed {
		verb = "restart"
	}
	if !in.step("enable the service, %s it and wait for its 1", verb) {
		return nil
	}
	if _, err := in.root("systemctl --quiet enable lampd; systemctl "+verb+" lampd || true", nil); err != nil {
		return err
	}
	if in.reboot {
		in.say("\nThe lamp lights after a restart of the board:\n  ssh %s sudo reboot\nThen run this again: it waits for the lamp.", in.host)
		return nil
	}
	status := ""
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(500 * time.Millisecond) {
		said, err := in.remote.run("systemctl is-active lampd || true; systemctl show --value -p StatusText lampd", nil)
		if err != nil {
			return err
		}
		if status = strings.Join(strings.Fields(said), " "); strings.HasPrefix(status, "active connected to ") {
			return in.farewell()
		}
	}
	log, _ := in.root("journalctl --no-pager -q -o cat -n 10 -u lampd", nil)
	return fmt.Errorf("after a minute the lamp is not online: %s\n%s", status, log)
}

// farewell says what to try.
func (in *installer) farewell() error {
	text, err := in.read(configFile)
	if err != nil {
		return err
	}
	cfg, err := check(text)
	if err != nil {
		return err
	}
	id, err := in.root("lampd check --config "+configFile+" 2>/dev/null | sed -n 's/.*the lamp is //p'", nil)
	if err != nil {
		return err
	}
	id = strings.TrimSpace(id)
	in.say("state/%s is 1: the lamp is online. Try:", id)
	server, err := url.Parse(cfg.Broker.Servers[0])
	if err != nil {
		return err
	}
	if ip := net.ParseIP(server.Hostname()); server.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		in.say("  ssh %s mosquitto_pub -p %s -t lamp/%s/set/color -m orange", in.host, cmp.Or(server.Port(), "1883"), id)
		return nil
	}
	in.say("  lampctl set %s --color orange --broker %s", id, server)
	in.say("  lampctl watch --broker %s", server)
	return nil
}
