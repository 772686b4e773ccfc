// Provision makes keys and certificates for lamps, brokers and operators from a
// small authority of its own, in a directory that belongs to nobody else.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

const usage = `Usage:
  provision [flags] NAME...           a key and a certificate for each lamp or operator
  provision [flags] -server HOST,...  the same for a broker with these names and addresses
  provision [flags] -list             tell how long each certificate is good

A certificate that is there already is made anew, with a new key. Flags:
`

// renewWithin is how long before its end a certificate asks to be made anew.
const renewWithin = 30 * 24 * time.Hour

func main() {
	if err := run(os.Args[1:], os.Stdout, time.Now()); err != nil {
		fmt.Fprintln(os.Stderr, "provision:", err)
		os.Exit(1)
	}
}

// run does what the command line says.
func run(args []string, out io.Writer, now time.Time) error {
	flags := flag.NewFlagSet("provision", flag.ContinueOnError)
	dir := flags.String("dir", "", "where the authority is; default: lampd-ca below the user's configuration")
	days := flags.Int("days", 90, "how long a certificate is good, 1 to 825")
	server := flags.String("server", "", "the broker's host names and IP addresses, with commas between them")
	list := flags.Bool("list", false, "list the certificates; exit status 1 if one asks to be renewed")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return err
	}
	if *dir == "" {
		home, err := os.UserConfigDir()
		if err != nil {
			return fmt.Errorf("find the user's directory, or name one with -dir: %w", err)
		}
		*dir = filepath.Join(home, "lampd-ca")
	}
	if *list {
		return tell(*dir, out, now)
	}
	if *days < 1 || *days > 825 {
		return fmt.Errorf("-days %d is outside 1..825", *days)
	}
	wishes, err := wanted(flags.Args(), *server)
	if err != nil {
		return err
	}
	ca, err := openAuthority(*dir, now)
	if err != nil {
		return err
	}
	for _, w := range wishes {
		w.from, w.to = now.Add(-time.Hour), now.AddDate(0, 0, *days) // clocks differ
		if err := ca.issue(w); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s.crt and %s.key are good until %s; make them anew from %s on\n",
			filepath.Join(*dir, w.name), w.name, w.to.Format(time.DateOnly), w.to.Add(-renewWithin).Format(time.DateOnly))
	}
	fmt.Fprintf(out, "who checks them trusts %s; %s stays here\n", filepath.Join(*dir, "ca.crt"), "ca.key")
	return nil
}

// identity is what a lamp's id and an operator's name look like. It becomes a
// level of topics, so it must not hold a / or a wildcard.
var identity = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)

// wanted reads the names of the command line.
func wanted(names []string, server string) (wishes []wish, err error) {
	for _, name := range names {
		if !identity.MatchString(name) || name == "ca" || name == "broker" || name == "all" {
			return nil, fmt.Errorf("%q is no name for a lamp or an operator: small letters, digits, _ and -, none of ca, broker, all", name)
		}
		wishes = append(wishes, wish{name: name})
	}
	if server != "" {
		wishes = append(wishes, wish{name: "broker", hosts: strings.Split(server, ",")})
	}
	if len(wishes) == 0 {
		return nil, fmt.Errorf("name a lamp or an operator, or a broker with -server (see -help)")
	}
	return wishes, nil
}

// tell lists the certificates of a directory.
func tell(dir string, out io.Writer, now time.Time) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.crt"))
	if err != nil {
		return err
	}
	late := 0
	for _, file := range files {
		cert, err := readCert(file)
		if err != nil {
			return err
		}
		left, advice := cert.NotAfter.Sub(now), ""
		switch {
		case left < 0:
			advice = ": it has expired, make it anew"
			late++
		case left < renewWithin:
			advice = ": make it anew"
			late++
		}
		fmt.Fprintf(out, "%-32s until %s%s\n", strings.TrimSuffix(filepath.Base(file), ".crt"), cert.NotAfter.Format(time.DateOnly), advice)
	}
	if late > 0 {
		return fmt.Errorf("%d of %d certificates in %s ask to be made anew", late, len(files), dir)
	}
	return nil
}
