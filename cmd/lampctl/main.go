// Lampctl is the operator's tool: it shows and steers every lamp of a broker,
// and brings a broker and simulated lamps of its own for a first look. It is
// never needed on the lamp.
//
// Each command is one file with its flags, its help and its Run. What they
// know of lamps they have from package fleet.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second signal kills
	os.Exit(status(run(ctx, os.Args[1:], os.Stdout, os.Stderr), os.Stderr))
}

// Exit statuses.
const (
	exitFailure = 1 // a lamp did not do it, no broker, no port
	exitUsage   = 2 // wrong words on the command line or in the user's file
)

// errSilent is a failure about which all has been said.
var errSilent = errors.New("")

// usageError is a command line, or a user's file, that makes no sense.
type usageError struct{ error }

// status says what went wrong and returns the exit status that stands for it.
func status(err error, stderr io.Writer) int {
	switch usage := (usageError{}); {
	case err == nil:
		return 0
	case errors.Is(err, errSilent), errors.Is(err, context.Canceled):
		return exitFailure
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, "lampctl:", err)
		return exitUsage
	}
	fmt.Fprintln(stderr, "lampctl:", err)
	return exitFailure
}
