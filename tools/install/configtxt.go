package main

import (
	"regexp"
	"slices"
	"strings"
)

// block is PWM's line for the Raspberry Pi's own two channels: one of a kind.
var block = regexp.MustCompile(`^dtoverlay=pwm(-2chan)?(,|$)`)

// addLines returns config.txt with the lines in it, for every model, and the
// lines that were missing. A line for the PWM block takes the place of any
// other, which becomes a comment.
func addLines(text string, lines []string) (edited string, missing []string) {
	have := strings.Split(strings.TrimRight(text, "\n"), "\n")
	active := map[string]bool{}
	all := true // the line holds for every model
	for _, line := range have {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			all = line == "[all]"
		}
		active[line] = active[line] || all
	}
	ours := slices.ContainsFunc(lines, block.MatchString)
	for i, line := range have {
		bare := strings.TrimSpace(line)
		if ours && block.MatchString(bare) && !slices.Contains(lines, bare) {
			have[i] = "# before lampd: " + line
		}
	}
	for _, line := range lines {
		if !active[line] {
			missing = append(missing, line)
		}
	}
	if strings.TrimSpace(text) != "" {
		edited = strings.Join(have, "\n") + "\n\n"
	}
	if missing == nil {
		return strings.TrimSuffix(edited, "\n"), nil
	}
	return edited + "[all]\n# for lampd: lampd doctor\n" + strings.Join(missing, "\n") + "\n", missing
}
