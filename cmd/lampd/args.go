package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"lampd/internal/agent"
	"lampd/internal/config"
)

const help = `lampd makes a light of a Raspberry Pi's pins and obeys its MQTT topics.

Usage:
  lampd [run] [--config FILE]   be the lamp
  lampd check [--config FILE]   try configuration, files, pins and broker
  lampd doctor [--config FILE] [--json]
                                tell what this board's pins can do, and how
  lampd reset [--config FILE]   forget the state, here and at the broker
  lampd version

Without --config, ` + config.DefaultFile + ` is read if it exists.
Exit status: 0 done or told to stop, 1 failure, 2 wrong usage, 78 wrong configuration.
`

// errHelp says that help was wanted and given.
var errHelp = errors.New("help")

// usageError is a command line that makes no sense.
type usageError string

// Error points to the help.
func (e usageError) Error() string { return "lampd: " + string(e) + " (see lampd --help)" }

// command is a command line.
type command struct {
	verb  string
	file  string
	named bool // file was given
	json  bool
}

// verbs are the commands and the flags that each takes.
var verbs = map[string][]string{
	"run":     {"config"},
	"check":   {"config"},
	"doctor":  {"config", "json"},
	"reset":   {"config"},
	"version": {},
}

// parse reads the arguments. Flags may stand before and behind the command.
func parse(args []string, stdout io.Writer) (command, error) {
	c := command{verb: "run"}
	flags := flag.NewFlagSet("lampd", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	flags.StringVar(&c.file, "config", config.DefaultFile, "")
	flags.BoolVar(&c.json, "json", false, "")
	var words []string
	for {
		if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stdout, help)
			return c, errHelp
		} else if err != nil {
			return c, usageError(err.Error())
		}
		if flags.NArg() == 0 {
			break
		}
		words = append(words, flags.Arg(0))
		args = flags.Args()[1:]
	}
	if len(words) > 0 {
		c.verb = words[0]
	}
	flags.Visit(func(f *flag.Flag) { c.named = c.named || f.Name == "config" })
	err := c.check(flags)
	if err == nil && len(words) > 1 {
		err = usageError(fmt.Sprintf("%q is one word too many", words[1]))
	}
	return c, err
}

// check refuses an unknown command, and flags that a command does not take.
func (c command) check(given *flag.FlagSet) error {
	allowed, known := verbs[c.verb]
	if !known {
		return usageError(fmt.Sprintf("unknown command %q", c.verb))
	}
	var wrong []string
	given.Visit(func(f *flag.Flag) {
		if !slices.Contains(allowed, f.Name) {
			wrong = append(wrong, "--"+f.Name)
		}
	})
	if len(wrong) > 0 {
		return usageError(fmt.Sprintf("%s takes no %s", c.verb, strings.Join(wrong, " ")))
	}
	return nil
}

// load reads the configuration.
func (c command) load() (config.Config, error) {
	env := config.System()
	env.Command = agent.Accepts
	return config.Load(c.file, c.named, env)
}
