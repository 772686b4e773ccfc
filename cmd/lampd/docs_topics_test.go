package main

import (
	"strings"
	"testing"
	"time"
)

const topicsPage = "topics.md"

// Package wire reads every block of the page; here a lamp is told the commands,
// and its answers are those of the page.
func TestALampDoesWhatTheTopicsPageSays(t *testing.T) {
	t.Parallel()
	h := newHousehold(t, "[lamp]", `kind = "rgbww"`, "[output.pins]", `warm = "GPIO5"`, `cold = "GPIO6"`)
	h.home.start()
	h.state("a first state", func(m message) bool { return m["version"] == 0. })
	told := func(what string) {
		t.Helper()
		h.state("a state after "+what, func(message) bool { return true })
		if h.reply["result"] != nil && h.reply["result"] != "applied" {
			t.Errorf("%s is answered %v", what, h.reply)
		}
		h.reply = nil
	}
	all := blocks(t, topicsPage)
	for _, text := range of(t, all, "command") {
		for command := range strings.Lines(text) {
			if strings.Contains(command, `"expires"`) {
				continue // long past
			}
			h.all.Publish("lamp/desk/set", command, false)
			told(command)
		}
	}
	sh := newShell(t, h.home, h.b)
	for _, text := range of(t, all, "sh") {
		for line := range strings.Lines(text) {
			sh.run(line)
			told(line)
		}
	}
	for kind, text := range map[string]string{
		"refused": strings.Join(of(t, all, "refused"), ""), "sh refused": strings.Join(of(t, all, "sh refused"), ""),
	} {
		lines := strings.Split(strings.TrimSpace(text), "\n")
		for i := 0; i < len(lines); i += 2 {
			if kind == "refused" {
				h.all.Publish("lamp/desk/set", lines[i], false)
			} else {
				sh.run(lines[i])
			}
			h.until("a refusal of "+lines[i], func(topic, _ string) bool { return topic == "lamp/desk/reply" })
			if h.reply["result"] != "rejected" || h.reply["error"] != lines[i+1] {
				t.Errorf("%s is answered %v, not %s", lines[i], h.reply, lines[i+1])
			}
			time.Sleep(105 * time.Millisecond) // ten replies a second are all there are
		}
	}
}
