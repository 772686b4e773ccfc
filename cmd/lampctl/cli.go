package main

import (
	"context"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"lampd/internal/agent"
)

// cli is the command line: each field is a command.
type cli struct {
	Demo  demoCmd  `cmd:"" help:"A broker and simulated lamps of its own, to try everything at once."`
	Watch watchCmd `cmd:"" help:"Show every lamp as it is."`
	Set   setCmd   `cmd:"" help:"Ask lamps and groups for a light, and say what became of it."`
	Panel panelCmd `cmd:"" help:"A web page that shows and steers every lamp."`
	Sim   simCmd   `cmd:"" help:"Many simulated lamps at a broker, to rehearse or to load it."`

	Completion completionCmd `cmd:"" help:"Print what teaches a shell to complete lampctl's words."`
	Complete   completeCmd   `cmd:"" hidden:"" passthrough:""`
	Version    versionCmd    `cmd:"" help:"Print the version."`
}

// world is what a command is run in.
type world struct {
	ctx            context.Context
	stdout, stderr io.Writer
	model          *kong.Node // of the command line
}

// run does what the command line says.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	done := false // with --help there is nothing left to do
	parser, err := kong.New(new(cli),
		kong.Name("lampctl"),
		kong.Description("See and steer every lamp of an MQTT broker. For a first look, with nothing else at hand: lampctl demo."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { done = true }),
	)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	if done {
		return nil
	}
	if err != nil {
		return usageError{err}
	}
	return k.Run(&world{ctx, stdout, stderr, parser.Model.Node})
}

type versionCmd struct{}

func (versionCmd) Run(w *world) error {
	_, err := fmt.Fprintln(w.stdout, "lampctl", agent.Version())
	return err
}
