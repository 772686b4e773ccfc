package mqttlink

import "time"

// Options say which broker is met and how: the [broker] part of the
// configuration.
type Options struct {
	Servers      []string // URLs mqtt://, mqtts://, ws://, wss:// (tcp, ssl and tls are other names); several are tried in turn
	Username     string   // "" for none
	PasswordFile string   // a file whose only line is the password; "" for none
	Credential   string   // systemd's credential that is taken in place of an unnamed PasswordFile, if there is one; "" for none
	Password     string   // of a program that asked a person for it, in place of PasswordFile
	CAFile       string   // PEM certificates to trust instead of the system's
	CertFile     string   // PEM certificate that this client shows; needs KeyFile
	KeyFile      string   // PEM key of CertFile
	ServerName   string   // name expected in the server's certificate; "" is the host of the URL

	KeepAlive    time.Duration // whole seconds, 5 s to 18 h; 0 is 15 s
	ReconnectMax time.Duration // longest wait between two tries, at least 1 s; 0 is 2 s for a loopback server, else 60 s
}

const defaultKeepAlive = 15 * time.Second

// keepAlive returns the keep-alive with its default.
func (o Options) keepAlive() time.Duration {
	if o.KeepAlive == 0 {
		return defaultKeepAlive
	}
	return o.KeepAlive
}

// reconnectMax returns the longest wait before the next try of a server.
func (o Options) reconnectMax(a address) time.Duration {
	switch {
	case o.ReconnectMax > 0:
		return o.ReconnectMax
	case a.loopback():
		return 2 * time.Second
	default:
		return time.Minute
	}
}
