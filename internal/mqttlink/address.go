package mqttlink

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// address is one parsed entry of Options.Servers.
type address struct {
	scheme string // mqtt, mqtts, ws or wss
	host   string // name or IP address, without brackets
	port   string // decimal, 1..65535
	path   string // of ws and wss, with its query; begins with /
}

// schemes maps what people write to a transport of ours.
var schemes = map[string]string{
	"mqtt": "mqtt", "tcp": "mqtt",
	"mqtts": "mqtts", "ssl": "mqtts", "tls": "mqtts",
	"ws": "ws", "wss": "wss",
}

// ports are the registered ones of each transport.
var ports = map[string]string{"mqtt": "1883", "mqtts": "8883", "ws": "80", "wss": "443"}

// parseAddress parses a server's URL. Its error names the URL and is a
// sentence for a person.
func parseAddress(s string) (address, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return address{}, fmt.Errorf("%q is not a URL like mqtt://127.0.0.1:1883", s)
	}
	if u.User != nil {
		return address{}, fmt.Errorf("a login in the URL of %q is refused: use username and password_file", u.Redacted())
	}
	a := address{scheme: schemes[u.Scheme], host: strings.ToLower(u.Hostname()), port: u.Port(), path: u.RequestURI()}
	if a.scheme == "" {
		return address{}, fmt.Errorf("%q: scheme %q is not mqtt, mqtts, ws or wss", s, u.Scheme)
	}
	if a.host == "" {
		return address{}, fmt.Errorf("%q names no host", s)
	}
	if a.port == "" {
		a.port = ports[a.scheme]
	}
	if n, err := strconv.Atoi(a.port); err != nil || n < 1 || n > 65535 {
		return address{}, fmt.Errorf("%q: port %q is outside 1..65535", s, a.port)
	}
	if !a.websocket() && a.path != "/" || u.Fragment != "" {
		return address{}, fmt.Errorf("%q: only ws:// and wss:// have a path", s)
	}
	return a, nil
}

// secure tells whether the transport is encrypted.
func (a address) secure() bool { return a.scheme == "mqtts" || a.scheme == "wss" }

// websocket tells whether MQTT travels in a WebSocket.
func (a address) websocket() bool { return a.scheme == "ws" || a.scheme == "wss" }

// loopback tells whether the server is on this machine, as far as its name says.
func (a address) loopback() bool {
	if ip := net.ParseIP(a.host); ip != nil {
		return ip.IsLoopback()
	}
	return a.host == "localhost" || strings.HasSuffix(a.host, ".localhost")
}

// dialed returns what to dial: host and port.
func (a address) dialed() string { return net.JoinHostPort(a.host, a.port) }

// String returns the URL with its port, for people.
func (a address) String() string {
	s := a.scheme + "://" + a.dialed()
	if a.path != "/" {
		s += a.path
	}
	return s
}
