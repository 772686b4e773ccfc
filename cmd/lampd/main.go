// Lampd is the agent of one lamp: it drives the lamp's pins and obeys its
// topics on an MQTT broker.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"lampd/internal/agent"
	"lampd/internal/config"
)

// Exit statuses.
const (
	exitFailure = 1  // at run time: no pins, lock held
	exitUsage   = 2  // wrong words on the command line
	exitConfig  = 78 // EX_CONFIG of sysexits.h
)

func main() {
	// A lamp never needs two processors at once, and a second one only has to be
	// woken and watched: less memory, and a fifth less work for each frame.
	runtime.GOMAXPROCS(1)
	ctx, _ := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	context.AfterFunc(ctx, func() { signal.Reset(syscall.SIGINT) }) // a second Ctrl-C kills
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	os.Exit(status(err, os.Stderr))
}

// status says what went wrong and returns the exit status that stands for it.
func status(err error, stderr io.Writer) int {
	if err == nil || errors.Is(err, errHelp) {
		return 0
	}
	fmt.Fprintln(stderr, err)
	var mistakes config.Mistakes
	var usage usageError
	switch {
	case errors.As(err, &mistakes):
		return exitConfig
	case errors.As(err, &usage):
		return exitUsage
	}
	return exitFailure
}

// run does what the command line says.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	c, err := parse(args, stdout)
	if err != nil {
		return err
	}
	log := logger(stderr)
	if c.verb == "version" {
		_, err = fmt.Fprintln(stdout, "lampd", agent.Version())
		return err
	}
	cfg, err := c.load()
	if err != nil {
		return err
	}
	a := &agent.Agent{Config: cfg, Log: log}
	switch c.verb {
	case "check":
		return a.Check(ctx, stdout)
	case "doctor":
		return agent.Doctor(cfg, stdout, c.json)
	case "reset":
		return a.Reset(ctx, stdout)
	}
	return a.Run(ctx)
}
