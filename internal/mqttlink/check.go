package mqttlink

import (
	"fmt"
	"time"
)

// KeyError is a mistake in one key of the configuration.
type KeyError struct {
	Key     string // with its section: "broker.servers"
	Problem string // what is wrong, and what would be right
}

// Error returns "KEY: PROBLEM".
func (e *KeyError) Error() string { return e.Key + ": " + e.Problem }

// Check returns every mistake that can be seen without a network and without
// opening a file, each a *KeyError whose key begins with the section's name.
func (o Options) Check(section string) []error {
	var errs []error
	wrong := func(key, format string, args ...any) {
		errs = append(errs, &KeyError{section + "." + key, fmt.Sprintf(format, args...)})
	}
	secure := false
	if len(o.Servers) == 0 {
		wrong("servers", "no server is named; write at least one, such as mqtt://127.0.0.1:1883")
	}
	for _, s := range o.Servers {
		a, err := parseAddress(s)
		if err != nil {
			wrong("servers", "%v", err)
		}
		secure = secure || a.secure() || err != nil
	}
	if !secure {
		for _, f := range [][2]string{
			{"ca_file", o.CAFile}, {"cert_file", o.CertFile}, {"key_file", o.KeyFile}, {"server_name", o.ServerName},
		} {
			if f[1] != "" {
				wrong(f[0], "%q has no effect: no server is mqtts:// or wss://", f[1])
			}
		}
	}
	switch {
	case o.CertFile != "" && o.KeyFile == "":
		wrong("key_file", "is missing: cert_file needs its key")
	case o.KeyFile != "" && o.CertFile == "":
		wrong("cert_file", "is missing: key_file needs its certificate")
	}
	if o.PasswordFile != "" && o.Username == "" {
		wrong("username", "is missing: MQTT 3.1.1 sends no password without a user name")
	}
	if k := o.KeepAlive; k != 0 && (k < 5*time.Second || k > 65535*time.Second || k%time.Second != 0) {
		wrong("keepalive", "%v is not a number of whole seconds from 5s to 65535s", k)
	}
	if r := o.ReconnectMax; r != 0 && (r < time.Second || r > time.Hour) {
		wrong("reconnect_max", "%v is outside 1s to 1h", r)
	}
	return errs
}
