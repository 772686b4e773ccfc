package agent

import (
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"lampd/internal/mqttlink"
)

// service tells systemd how the agent is, by sd_notify(3). The zero value
// tells nobody.
type service struct {
	on   bool
	beat time.Duration // how often alive is to be called; 0: never
}

// systemd returns the service of the environment.
func systemd() service {
	watchdog, _ := daemon.SdWatchdogEnabled(false)
	return service{on: true, beat: watchdog / 3}
}

// tell sends a message; without systemd it goes nowhere.
func (s service) tell(message string) {
	if s.on {
		_, _ = daemon.SdNotify(false, message)
	}
}

func (s service) ready() { s.tell(daemon.SdNotifyReady) }
func (s service) alive() { s.tell(daemon.SdNotifyWatchdog) }

// status says in one line how the link is.
func (s service) status(l mqttlink.Status) {
	line := "connected to " + l.Server
	if !l.Connected {
		line = "not connected"
		if l.Err != nil {
			line += ": " + l.Err.Error()
		}
	}
	line = strings.Join(append([]string{line}, l.Problems...), "; ")
	s.tell("STATUS=" + strings.ReplaceAll(line, "\n", " "))
}
