package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
	"golang.org/x/term"

	"lampd/internal/config"
	"lampd/internal/fleet"
)

// connection is the flags that say which broker is met and how.
type connection struct {
	Broker       string `group:"Broker" placeholder:"URL" env:"LAMPCTL_BROKER" help:"mqtt://, mqtts://, ws:// or wss://HOST:PORT; default: the user's file, else mqtt://127.0.0.1:1883."`
	Username     string `group:"Broker" placeholder:"NAME" env:"LAMPCTL_USERNAME" help:"The login; its password is in $$LAMPCTL_PASSWORD, a file, or asked for."`
	PasswordFile string `group:"Broker" placeholder:"FILE" help:"A file whose only line is the password."`
	CAFile       string `group:"Broker" name:"ca-file" placeholder:"FILE" help:"PEM certificates to trust instead of the system's."`
	CertFile     string `group:"Broker" placeholder:"FILE" help:"PEM certificate to show to the broker."`
	KeyFile      string `group:"Broker" placeholder:"FILE" help:"PEM key of the certificate."`
	ServerName   string `group:"Broker" placeholder:"NAME" help:"Name expected in the broker's certificate; default: the host."`

	silent bool // no person is there to be asked for a password
}

// defaultBroker is met when nothing else is said.
const defaultBroker = "mqtt://127.0.0.1:1883"

// options joins the user's file and the flags. The file's login and
// certificates are for the file's servers: another broker does not get them.
func (c connection) options() (fleet.Options, error) {
	o, err := config.LoadBroker(userFile())
	if err != nil {
		return o, usageError{err}
	}
	if c.Broker != "" && !slices.Equal(o.Servers, []string{c.Broker}) {
		o = fleet.Options{Servers: []string{c.Broker}}
	}
	if len(o.Servers) == 0 {
		o.Servers = []string{defaultBroker}
	}
	for to, flag := range map[*string]string{
		&o.Username: c.Username, &o.PasswordFile: c.PasswordFile,
		&o.CAFile: c.CAFile, &o.CertFile: c.CertFile, &o.KeyFile: c.KeyFile, &o.ServerName: c.ServerName,
	} {
		if flag != "" {
			*to = flag
		}
	}
	if err := errors.Join(o.Check("broker")...); err != nil {
		return o, usageError{err}
	}
	o.Password, err = c.password(o)
	return o, err
}

// userFile is the configuration of the person who calls lampctl; "" where
// there is no place for one.
func userFile() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "lampctl", "config.toml")
}

// password returns the password of the environment, or asks for one that is
// nowhere else, if there is somebody to ask.
func (c connection) password(o fleet.Options) (string, error) {
	in := int(os.Stdin.Fd())
	switch p := os.Getenv("LAMPCTL_PASSWORD"); {
	case o.Username == "" || o.PasswordFile != "":
		return "", nil
	case p != "" || c.silent || !term.IsTerminal(in):
		return p, nil
	}
	fmt.Fprintf(os.Stderr, "Password of %s at %s: ", o.Username, strings.Join(o.Servers, ", "))
	p, err := term.ReadPassword(in)
	fmt.Fprintln(os.Stderr)
	return string(p), err
}

// errEnd ends a group whose work is done.
var errEnd = errors.New("done")

// with runs do beside a fleet on the connection; names are lamps to ask for one
// by one.
func (c connection) with(ctx context.Context, names []string, do func(context.Context, *fleet.Fleet) error) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	f := fleet.New(o)
	f.Names = names
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return f.Run(ctx) })
	group.Go(func() error {
		if err := do(ctx, f); err != nil {
			return err
		}
		return errEnd
	})
	if err := group.Wait(); !errors.Is(err, errEnd) {
		return err
	}
	return nil
}

// fromEnvironment is a connection without flags, and without questions.
func fromEnvironment() connection {
	return connection{Broker: os.Getenv("LAMPCTL_BROKER"), Username: os.Getenv("LAMPCTL_USERNAME"), silent: true}
}
