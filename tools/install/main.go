// Install makes a lamp of a Raspberry Pi over ssh: scripts/install is its front.
//
// What to do is decided by functions that know nothing of ssh: what a
// configuration file and config.txt look like afterwards, and which steps are
// left. Each step is skipped when it is done already, so that a second run
// changes nothing.
package main

import (
	"bufio"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

const help = `Makes a lamp of a Raspberry Pi over ssh, step by step, and changes nothing that is
right already. It needs the packages: scripts/package.

Usage:
  scripts/install [flags] USER@HOST

Flags:
  --id ID                the lamp's name in every topic
  --name NAME            what people read
  --broker URL           mqtt://, mqtts://, ws:// or wss://HOST:PORT; several with commas
  --username NAME        the login at the broker
  --password-file FILE   its password; the lamp keeps it where only root can read
  --ca-file FILE         certificates to trust instead of the system's
  --dry-run              say what would be done, and do nothing
  --yes                  do not ask before config.txt is changed
  --packages DIR         where the packages are, build/packages without it
  --ssh COMMAND          ssh and its options, like "ssh -p 2222"
What is not given stays as it is.
`

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "install:", err)
		os.Exit(1)
	}
}

// run does what the command line says.
func run(args []string, stdin io.Reader, stdout io.Writer) error {
	var w wish
	var servers, ssh string
	flags := flag.NewFlagSet("install", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&w.id, "id", "", "")
	flags.StringVar(&w.name, "name", "", "")
	flags.StringVar(&servers, "broker", "", "")
	flags.StringVar(&w.username, "username", "", "")
	flags.StringVar(&w.passwordFile, "password-file", "", "")
	flags.StringVar(&w.caFile, "ca-file", "", "")
	flags.BoolVar(&w.dryRun, "dry-run", false, "")
	flags.BoolVar(&w.yes, "yes", false, "")
	flags.StringVar(&w.packages, "packages", "", "")
	flags.StringVar(&w.repository, "root", ".", "") // of the repository, from scripts/install
	flags.StringVar(&ssh, "ssh", "ssh", "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		_, err = io.WriteString(stdout, help)
		return err
	case err != nil:
		return fmt.Errorf("%w (see --help)", err)
	case flags.NArg() != 1 || strings.HasPrefix(flags.Arg(0), "-"):
		return errors.New("name one host, behind the flags: USER@HOST (see --help)")
	}
	w.packages = cmp.Or(w.packages, filepath.Join(w.repository, "build/packages"))
	if servers != "" {
		w.servers = strings.Split(servers, ",")
	}
	r, err := dial(strings.Fields(ssh), flags.Arg(0))
	if err != nil {
		return err
	}
	defer r.close()
	return (&installer{wish: w, remote: r, in: bufio.NewReader(stdin), out: stdout}).run()
}
