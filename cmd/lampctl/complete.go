package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"lampd/internal/fleet"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help is what --help says below the flags.
func (completionCmd) Help() string {
	return `Examples:
  source <(lampctl completion bash)
  lampctl completion zsh > "${fpath[1]}/_lampctl"
  lampctl completion fish > ~/.config/fish/completions/lampctl.fish`
}

// scripts ask lampctl itself for what may stand where the cursor is.
var scripts = map[string]string{
	"bash": `_lampctl() {
	local IFS=$'\n'
	COMPREPLY=($(lampctl complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -F _lampctl -o default lampctl
`,
	"zsh": `#compdef lampctl
_lampctl() {
	compadd -- ${(f)"$(lampctl complete "${(@)words[2,CURRENT]}" 2>/dev/null)"}
}
compdef _lampctl lampctl
`,
	"fish": `complete -c lampctl -f -a '(lampctl complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
}

// Run prints the script.
func (c completionCmd) Run(w *world) error {
	_, err := fmt.Fprint(w.stdout, scripts[c.Shell])
	return err
}

// completeCmd is what the scripts call: the words up to the cursor, the last
// one as far as it is typed.
type completeCmd struct {
	Words []string `arg:"" optional:""`
}

// Run prints what may stand for the last word.
func (c completeCmd) Run(w *world) error {
	if len(c.Words) == 0 {
		c.Words = []string{""}
	}
	candidates, names := completions(w.model, c.Words)
	if names {
		candidates = append(candidates, lampNames(w.ctx)...)
	}
	for _, word := range candidates {
		if strings.HasPrefix(word, c.Words[len(c.Words)-1]) {
			fmt.Fprintln(w.stdout, word)
		}
	}
	return nil
}

// completions returns what may stand for the last word, by the model of the
// command line; names says that lamps and groups may stand there too.
func completions(model *kong.Node, words []string) (candidates []string, names bool) {
	last := words[len(words)-1]
	if len(words) == 1 {
		for _, command := range model.Children {
			if !command.Hidden {
				candidates = append(candidates, command.Name)
			}
		}
		return candidates, false
	}
	i := slices.IndexFunc(model.Children, func(n *kong.Node) bool { return n.Name == words[0] })
	if i < 0 {
		return nil, false
	}
	command := model.Children[i]
	for _, flag := range command.Flags {
		switch {
		case words[len(words)-2] == "--"+flag.Name && !flag.IsBool():
			return flag.EnumSlice(), false
		case strings.HasPrefix(last, "-") && !flag.Hidden:
			candidates = append(candidates, "--"+flag.Name)
		}
	}
	for _, arg := range command.Positional {
		candidates = append(candidates, arg.EnumSlice()...)
		names = names || arg.Name == "name" && !strings.HasPrefix(last, "-")
	}
	return candidates, names
}

// lampNames returns the ids and groups that are known at the broker of the
// user's file or the environment, none when it takes too long.
func lampNames(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	var found map[string]bool
	_ = fromEnvironment().with(ctx, nil, func(ctx context.Context, f *fleet.Fleet) error {
		s, err := f.Ready(ctx, true)
		found = map[string]bool{"all": err == nil}
		for _, l := range s.Lamps {
			found[l.ID] = true
			for _, group := range infoOf(l).Groups {
				found[group] = true
			}
		}
		return err
	})
	var names []string
	for name, is := range found {
		if is {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
