package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"lampd/internal/fleet"
	"lampd/internal/panel"
)

type panelCmd struct {
	Listen            string   `placeholder:"ADDR:PORT" help:"Where the page is served; default: port 8460 of this machine only, or the next free one. Elsewhere needs a password."`
	Host              []string `placeholder:"NAME" help:"Further names by which browsers may call the page, as behind a proxy."`
	PanelPasswordFile string   `placeholder:"FILE" help:"A file whose only line is the page's password; or it is in $$LAMPCTL_PANEL_PASSWORD, or asked for."`
	Scenes            string   `placeholder:"FILE" help:"The file that scenes are kept in; default: scenes.json beside the user's file."`

	connection
}

// Help is what --help says below the flags.
func (panelCmd) Help() string {
	return `Each lamp is a tile with its light; beside them are colours, brightness,
effects, groups, scenes, a roll call, and what happens. The page is for the
browsers of this machine unless --listen says otherwise.

Examples:
  lampctl panel
  lampctl panel --broker mqtts://hub.example:8883 --username ann
  lampctl panel --listen :8460 --panel-password-file panel.password
  ssh -L 8460:127.0.0.1:8460 hub lampctl panel --listen 127.0.0.1:8460`
}

// Run serves the page until Ctrl-C.
func (c panelCmd) Run(w *world) error {
	file := c.Scenes
	if file == "" {
		file = scenesFile()
	}
	if file == "" {
		return usageError{errors.New("--scenes: there is no place for a user's files here: name a file")}
	}
	l, password, err := c.listen()
	if err != nil {
		return err
	}
	defer l.Close()
	return c.with(w.ctx, nil, func(ctx context.Context, f *fleet.Fleet) error {
		sayPanel(w.stdout, l)
		p := panel.Panel{Fleet: f, Scenes: file, Password: password, Hosts: c.Host}
		return p.Serve(ctx, l)
	})
}

// scenesFile is where the scenes of the person who calls lampctl are; "" where
// there is no place for it.
func scenesFile() string {
	if file := userFile(); file != "" {
		return filepath.Join(filepath.Dir(file), "scenes.json")
	}
	return ""
}

// panelPort is where the page is by itself.
const panelPort = 8460

// listen opens the listener and returns the page's password, which it must have
// where others than this machine's can reach it.
func (c panelCmd) listen() (net.Listener, string, error) {
	at := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}
	if c.Listen != "" {
		var err error
		if at, err = net.ResolveTCPAddr("tcp", c.Listen); err != nil {
			return nil, "", usageError{fmt.Errorf("--listen: %q is no address and port, like 127.0.0.1:8460 or :8460: %w", c.Listen, err)}
		}
	}
	password, err := c.panelPassword(!at.IP.IsLoopback())
	if err != nil {
		return nil, "", usageError{err}
	}
	var l net.Listener
	if c.Listen == "" {
		l, err = listenFrom(panelPort)
	} else {
		l, err = net.ListenTCP("tcp", at)
	}
	if err != nil {
		return nil, "", fmt.Errorf("serve the panel: %w", err)
	}
	return l, password, nil
}

// shortest is how many characters a password has at least.
const shortest = 8

// panelPassword returns the page's password; one that is needed and nowhere is
// asked for, if there is somebody to ask.
func (c panelCmd) panelPassword(needed bool) (string, error) {
	p := os.Getenv("LAMPCTL_PANEL_PASSWORD")
	if c.PanelPasswordFile != "" {
		text, err := os.ReadFile(c.PanelPasswordFile)
		if err != nil {
			return "", fmt.Errorf("--panel-password-file: %w", err)
		}
		if p = strings.TrimRight(string(text), "\r\n"); p == "" {
			return "", fmt.Errorf("--panel-password-file: %s is empty", c.PanelPasswordFile)
		}
	}
	if in := int(os.Stdin.Fd()); p == "" && needed && term.IsTerminal(in) {
		fmt.Fprint(os.Stderr, "A password for the page: ")
		text, err := term.ReadPassword(in)
		fmt.Fprintln(os.Stderr)
		if err != nil {
			return "", err
		}
		p = string(text)
	}
	switch {
	case p == "" && needed:
		return "", fmt.Errorf("--listen %s: others can reach it, so the page needs a password: --panel-password-file or LAMPCTL_PANEL_PASSWORD", c.Listen)
	case p != "" && utf8.RuneCountInString(p) < shortest:
		return "", fmt.Errorf("the page's password has fewer than %d characters", shortest)
	}
	return p, nil
}

// panelURL is what to open in a browser.
func panelURL(l net.Listener) string {
	at := l.Addr().(*net.TCPAddr)
	host := at.IP.String()
	if at.IP.IsUnspecified() {
		host = "localhost"
		if self, err := os.Hostname(); err == nil {
			host = self
		}
	}
	return "http://" + net.JoinHostPort(host, fmt.Sprint(at.Port)) + "/"
}

// sayPanel says where the page is.
func sayPanel(out io.Writer, l net.Listener) {
	fmt.Fprintf(out, "The panel: %s\n", panelURL(l))
	if !l.Addr().(*net.TCPAddr).IP.IsLoopback() {
		fmt.Fprintln(out, "It is not encrypted: who listens on the way can read the password. Across a network that is not yours alone, tunnel it: ssh -L.")
	}
	fmt.Fprintln(out, "Ctrl-C ends it.")
}
