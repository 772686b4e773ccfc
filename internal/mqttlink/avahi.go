package mqttlink

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"time"
)

// avahiSocket is where avahi-daemon answers on Debian.
const avahiSocket = "/run/avahi-daemon/socket"

// resolve asks avahi for a .local name, which Go's resolver does not find on
// Linux. It returns the address to dial, and what to make of that dial's error.
func (l *Link) resolve(ctx context.Context, addr string) (string, func(error) error) {
	asIs := func(err error) error { return err }
	host, port, err := net.SplitHostPort(addr)
	if err != nil || runtime.GOOS != "linux" || !strings.HasSuffix(strings.TrimSuffix(host, "."), ".local") {
		return addr, asIs
	}
	socket := l.Avahi
	if socket == "" {
		socket = avahiSocket
	}
	ip, err := askAvahi(ctx, socket, host)
	if err != nil {
		// The name may stand in /etc/hosts or in a DNS of this network.
		return addr, func(dialed error) error {
			return fmt.Errorf("%w (and avahi: %w)", dialed, err)
		}
	}
	return net.JoinHostPort(ip, port), asIs
}

// askAvahi asks the daemon for a name's IPv4 address.
func askAvahi(ctx context.Context, socket, host string) (string, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", socket)
	if err != nil {
		return "", fmt.Errorf("it is not running here, install avahi-daemon or name the broker by its address: %w", err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(connectWithin / 2)); err != nil {
		return "", err
	}
	if _, err := fmt.Fprintf(c, "RESOLVE-HOSTNAME-IPV4 %s\n", host); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("it does not answer: %w", err)
	}
	// "+ INTERFACE PROTOCOL NAME ADDRESS", or "-CODE TEXT".
	f := strings.Fields(line)
	if len(f) < 5 || f[0] != "+" || net.ParseIP(f[4]) == nil {
		return "", errors.New(strings.TrimSpace(line))
	}
	return f[4], nil
}
