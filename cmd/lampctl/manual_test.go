package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

var update = flag.Bool("update", false, "write the manual page instead of comparing it")

const manual = "../../packaging/man/lampctl.1"

// The page lampctl(1) is what --help says, all of it at once.
func TestTheManualPageIsTheHelp(t *testing.T) {
	parser, err := kong.New(new(cli), kong.Name("lampctl"))
	if err != nil {
		t.Fatal(err)
	}
	want := page(parser.Model)
	if *update {
		if err := os.WriteFile(manual, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(manual)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what --help says (%v): go test ./cmd/lampctl -run Manual -update", manual, err)
	}
}

const pageHead = `.\" Made from lampctl's help: go test ./cmd/lampctl -run Manual -update
.Dd November 22, 2026
.Dt LAMPCTL 1
.Os
.Sh NAME
.Nm lampctl
.Nd see and steer every lamp of an MQTT broker
.Sh SYNOPSIS
.Nm
.Ar command
.Op Ar flag ...
.Sh DESCRIPTION
.Nm
shows and steers the lamps of
.Xr lampd 1 ,
and brings a broker and simulated lamps of its own for a first look.
It is never needed on the lamp.
.Pp
The commands are as follows:
`

const pageBroker = `.Ss Which broker, and who you are
These flags belong to every command that takes a broker.
`

const pageTail = `.Sh ENVIRONMENT
.Bl -tag -width Ds
.It Ev LAMPCTL_BROKER
The URL of the broker.
.It Ev LAMPCTL_USERNAME , LAMPCTL_PASSWORD
The login.
.El
.Sh FILES
.Bl -tag -width Ds
.It Pa ~/.config/lampctl/config.toml
The section [broker] of
.Xr lampd.toml 5 ,
for these servers.
.El
.Sh EXIT STATUS
.Bl -tag -width Ds -compact
.It 0
Every lamp did it.
.It 1
A lamp did not do it, or there is no broker, or no port.
.It 2
The command line, or the user's file, makes no sense; nothing was sent.
.El
.Sh SEE ALSO
.Xr lampd 1 ,
.Xr mosquitto_sub 1 ,
.Xr lampd.toml 5
`

// page is the page of a command line.
func page(model *kong.Application) string {
	var b strings.Builder
	b.WriteString(pageHead)
	broker := map[string]*kong.Flag{}
	var order []string
	for _, command := range model.Children {
		if command.Hidden {
			continue
		}
		fmt.Fprintf(&b, ".Ss %s\n%s\n", roff(summary(command)), roff(command.Help))
		var own []*kong.Flag
		for _, f := range command.Flags {
			switch {
			case f.Hidden || f.Name == "help":
			case f.Group != nil && f.Group.Key == "Broker":
				if broker[f.Name] == nil {
					order = append(order, f.Name)
				}
				broker[f.Name] = f
			default:
				own = append(own, f)
			}
		}
		list(&b, own)
		detail(&b, command.Detail)
	}
	b.WriteString(pageBroker)
	var shared []*kong.Flag
	for _, name := range order {
		shared = append(shared, broker[name])
	}
	list(&b, shared)
	return b.String() + pageTail
}

// summary is the heading of a command: its name and what it takes.
func summary(command *kong.Node) string {
	words := []string{command.Name}
	for _, arg := range command.Positional {
		words = append(words, arg.Summary())
	}
	return strings.Join(words, " ")
}

// detail writes what stands below the flags: paragraphs and examples.
func detail(b *strings.Builder, text string) {
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		examples, literal := strings.CutPrefix(paragraph, "Examples:\n")
		switch {
		case paragraph == "":
		case literal:
			fmt.Fprintf(b, ".Bd -literal\n%s\n.Ed\n", roff(examples))
		default:
			fmt.Fprintf(b, ".Pp\n%s\n", roff(paragraph))
		}
	}
}

// list describes flags.
func list(b *strings.Builder, flags []*kong.Flag) {
	if len(flags) == 0 {
		return
	}
	b.WriteString(".Bl -tag -width Ds\n")
	for _, f := range flags {
		b.WriteString(".It Fl ")
		if f.Short != 0 {
			fmt.Fprintf(b, "%c , ", f.Short)
		}
		fmt.Fprintf(b, "-%s", f.Name)
		if !f.IsBool() {
			fmt.Fprintf(b, ` Ar "%s"`, roff(cmp.Or(f.PlaceHolder, f.Default)))
		}
		fmt.Fprintf(b, "\n%s\n", roff(f.Help))
	}
	b.WriteString(".El\n")
}

// roff escapes what troff would read as its own.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, `"`, `\(dq`, `'`, `\(aq`, `--`, `\-\-`).Replace(s)
	if strings.HasPrefix(s, ".") {
		s = `\&` + s
	}
	return s
}
