package mqttlink

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
)

// explain makes a sentence for a person of an error in meeting a server.
func explain(a address, err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, syscall.ETIMEDOUT) {
		return fmt.Errorf("%v: no answer: %w", a, err)
	}
	if cause := explainTLS(err); cause != "" {
		return fmt.Errorf("%v: %s: %w", a, cause, err)
	}
	dns := (*net.DNSError)(nil)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("%v: connection refused: no broker listens there", a)
	case errors.As(err, &dns):
		return fmt.Errorf("%v: no address for the name %s: %w", a, a.host, err)
	case errors.Is(err, errClosed):
		return fmt.Errorf("%v: the broker does not answer pings", a)
	case errors.Is(err, errHandshake):
		return fmt.Errorf("%v: the broker closed the connection in the TLS handshake: does it speak TLS on this port?", a)
	case errors.Is(err, errUnanswered) && a.secure():
		return fmt.Errorf("%v: the broker closed the connection without an answer: does it want a client certificate, see cert_file?", a)
	case errors.Is(err, errUnanswered):
		return fmt.Errorf("%v: the broker closed the connection without an answer: does it want TLS (mqtts:// or wss://)?", a)
	case byPeer(err):
		return fmt.Errorf("%v: the broker closed the connection", a)
	}
	return fmt.Errorf("%v: %w", a, err)
}

// explainTLS names the cause of a failed handshake, or returns "".
func explainTLS(err error) string {
	var (
		invalid x509.CertificateInvalidError
		host    x509.HostnameError
		unknown x509.UnknownAuthorityError
		record  tls.RecordHeaderError
		remote  *net.OpError // an alert that the broker sent
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		if time.Now().Before(invalid.Cert.NotBefore) {
			return "the broker's certificate is not yet valid; this machine's clock is probably wrong"
		}
		return "the broker's certificate has expired (or this machine's clock is wrong)"
	case errors.As(err, &invalid):
		return "the broker's certificate is not valid"
	case errors.As(err, &host):
		return "the broker's certificate is for another name; see server_name"
	case errors.As(err, &unknown):
		return "the broker's certificate is signed by an unknown authority; see ca_file"
	case errors.As(err, &record):
		return "the broker does not speak TLS on this port"
	case errors.As(err, &remote) && remote.Op == "remote error" && strings.HasSuffix(remote.Error(), "protocol version not supported"):
		return "the broker speaks no TLS of version 1.2 or 1.3"
	case errors.As(err, &remote) && remote.Op == "remote error":
		return "the broker refuses this client certificate, or that there is none; see cert_file"
	}
	return ""
}

// buildTime returns when this program's source was committed, or the zero time
// if it does not say.
func buildTime() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			t, _ := time.Parse(time.RFC3339, s.Value)
			return t
		}
	}
	return time.Time{}
}
