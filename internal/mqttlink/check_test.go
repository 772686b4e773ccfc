package mqttlink

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseAddress(t *testing.T) {
	for _, c := range []struct {
		in, want string // want: String(), or a part of the error after "!"
		loopback bool
	}{
		{"mqtt://127.0.0.1:1883", "mqtt://127.0.0.1:1883", true},
		{"tcp://broker", "mqtt://broker:1883", false},
		{"mqtts://broker.example/", "mqtts://broker.example:8883", false},
		{"ssl://[::1]:8884", "mqtts://[::1]:8884", true},
		{"tls://localhost", "mqtts://localhost:8883", true},
		{"ws://broker", "ws://broker:80", false},
		{"wss://broker:9001/mqtt?x=1", "wss://broker:9001/mqtt?x=1", false},
		{"MQTT://Lamp.Localhost", "mqtt://lamp.localhost:1883", true},
		{"broker:1883", "!not a URL", false},
		{"", "!not a URL", false},
		{"mqtt://", "!not a URL", false},
		{"mqtt://:1883", "!names no host", false},
		{"mqtt://broker:0", "!outside 1..65535", false},
		{"mqtt://broker:65536", "!outside 1..65535", false},
		{"mqtt://broker:x", "!not a URL", false},
		{"http://broker", "!scheme \"http\" is not", false},
		{"mqtt://broker/topic", "!have a path", false},
		{"ws://broker/mqtt#x", "!have a path", false},
		{"mqtt://me:secret@broker", "!login in the URL", false},
	} {
		a, err := parseAddress(c.in)
		if part, bad := strings.CutPrefix(c.want, "!"); bad {
			if err == nil || !strings.Contains(err.Error(), part) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%q: error %v, want one with %q", c.in, err, part)
			}
			continue
		}
		if err != nil || a.String() != c.want || a.loopback() != c.loopback {
			t.Errorf("%q: %v loopback %v, %v; want %s, %v", c.in, a, a.loopback(), err, c.want, c.loopback)
		}
	}
}

func TestCheckNamesEveryMistakeByItsKey(t *testing.T) {
	ok := Options{Servers: []string{"mqtt://localhost"}}
	with := func(change func(*Options)) Options {
		o := ok
		change(&o)
		return o
	}
	for _, c := range []struct {
		name string
		o    Options
		keys []string
	}{
		{"the least is enough", ok, nil},
		{"everything at its limit", Options{
			Servers: []string{"wss://a/mqtt", "mqtt://b"}, Username: "u", PasswordFile: "p", CAFile: "c",
			CertFile: "d", KeyFile: "e", ServerName: "f", KeepAlive: 5 * second, ReconnectMax: second,
		}, nil},
		{"no server", Options{}, []string{"servers"}},
		{"two bad servers", Options{Servers: []string{"x", "mqtt://ok", "y"}}, []string{"servers", "servers"}},
		{"certificates without TLS", with(func(o *Options) { o.CAFile, o.ServerName = "a", "b" }), []string{"ca_file", "server_name"}},
		{"a certificate without its key", Options{Servers: []string{"mqtts://a"}, CertFile: "c"}, []string{"key_file"}},
		{"a key without its certificate", Options{Servers: []string{"mqtts://a"}, KeyFile: "k"}, []string{"cert_file"}},
		{"a password without a name", with(func(o *Options) { o.PasswordFile = "p" }), []string{"username"}},
		{"times outside their ranges", with(func(o *Options) { o.KeepAlive, o.ReconnectMax = 4*second, time.Millisecond }), []string{"keepalive", "reconnect_max"}},
		{"a keep-alive with a fraction", with(func(o *Options) { o.KeepAlive = 5500 * time.Millisecond }), []string{"keepalive"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var keys []string
			for _, err := range c.o.Check("broker") {
				var k *KeyError
				if !errors.As(err, &k) || !strings.HasPrefix(err.Error(), k.Key+": ") {
					t.Fatalf("error %v is not a KeyError that names its key", err)
				}
				keys = append(keys, strings.TrimPrefix(k.Key, "broker."))
			}
			if !slices.Equal(keys, c.keys) {
				t.Errorf("mistakes in %v, want %v", keys, c.keys)
			}
		})
	}
}

func TestReconnectMaxIsShortForALoopbackServer(t *testing.T) {
	local, _ := parseAddress("mqtt://127.0.0.1")
	far, _ := parseAddress("mqtt://192.0.2.1")
	var o Options
	if got := o.reconnectMax(local); got != 2*second {
		t.Errorf("loopback: %v", got)
	}
	if got := o.reconnectMax(far); got != time.Minute {
		t.Errorf("elsewhere: %v", got)
	}
	o.ReconnectMax = 7 * second
	if got := o.reconnectMax(local); got != 7*second {
		t.Errorf("as configured: %v", got)
	}
}
