package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"lampd/internal/gpio"
)

// doctor adds the lines of config.txt that the lamp's pins need.
func (in *installer) doctor() error {
	text, err := in.root("command -v lampd >/dev/null || exit 0; lampd doctor --json --config "+configFile, nil)
	switch {
	case err != nil:
		return fmt.Errorf("ask lampd doctor: %w", err)
	case text == "": // a dry run
		in.say("would add the lines to config.txt that lampd doctor asks for")
		return nil
	}
	var report gpio.Report
	if err := json.Unmarshal([]byte(text), &report); err != nil {
		return fmt.Errorf("read what lampd doctor says: %w", err)
	}
	for _, c := range report.Changes {
		if c.File == "" || len(c.Lines) == 0 {
			continue
		}
		in.reboot = true // the lines do not act yet, whether they are there or not
		if err := in.addTo(c); err != nil {
			return err
		}
	}
	return nil
}

// addTo adds the lines of a change to its file.
func (in *installer) addTo(c gpio.Change) error {
	had, err := in.read(c.File)
	if err != nil {
		return err
	}
	edited, missing := addLines(had, c.Lines)
	if missing == nil {
		in.say("%s has the lines that the lamp needs", c.File)
		return nil
	}
	in.say("%s", c.Why)
	if !in.step("add to %s:\n  %s", c.File, strings.Join(missing, "\n  ")) {
		return nil
	}
	if !in.yes && !in.ask("Shall these lines be added?") {
		return errors.New("without these lines the lamp stays dark")
	}
	if err := in.write(c.File+".before-lampd", "0644", []byte(had)); err != nil {
		return err
	}
	return in.write(c.File, "0755", []byte(edited))
}

// ask asks the person.
func (in *installer) ask(question string) bool {
	fmt.Fprint(in.out, question+" [y/N] ")
	answer, _ := in.in.ReadString('\n')
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(answer)), "y")
}
