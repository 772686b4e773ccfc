package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lampd/internal/gpio"
	"lampd/internal/lamp"
	"lampd/internal/mqttlink"
)

const spelling = "a small letter or digit, then up to 31 of a-z, 0-9, _ and -"

// isName tells whether an id or a group is spelled so.
func isName(s string) bool {
	const first = "abcdefghijklmnopqrstuvwxyz0123456789"
	return s != "" && len(s) <= 32 && strings.Trim(s[:1], first) == "" && strings.Trim(s, first+"_-") == ""
}

// check notes every mistake that no single value shows.
func (c *Config) check(env Env, f *file) {
	c.checkNames(f.blame)
	c.checkLight(env, f.blame)
	c.checkFiles(f.blame)
	c.checkTopics(f.blame)
	f.adopt(c.Broker.Check("broker"))
	f.adopt(c.Lampi.Broker.Check("lampi"))
	if !f.blamed("lamp.kind") {
		f.adopt(c.Output.Check(c.Lamp.Kind.Channels()))
		if c.Output.Driver == "gpio" && c.Lamp.Kind != lamp.OnOff {
			f.blame("output.driver", fmt.Sprintf(`"gpio" can only switch: it is for lamp.kind "onoff", not %q`, c.Lamp.Kind))
		}
	}
	f.adopt(c.Button.Check(c.Output))
}

// adopt notes the mistakes that the owner of an option struct found.
func (f *file) adopt(errs []error) {
	for _, err := range errs {
		var link *mqttlink.KeyError
		var pins *gpio.KeyError
		switch {
		case errors.As(err, &link):
			f.blame(link.Key, link.Problem)
		case errors.As(err, &pins):
			f.blame(pins.Key, pins.Problem)
		default:
			f.blame("", err.Error())
		}
	}
}

func (c *Config) checkNames(blame func(key, text string)) {
	switch {
	case c.ID == "":
		blame("id", "must be given: this machine has neither a serial number nor a machine-id")
	case !isName(c.ID):
		blame("id", fmt.Sprintf("must be %s, not %q", spelling, cut(c.ID)))
	case c.ID == "all":
		blame("id", `must not be "all", the group of every lamp`)
	case slices.Contains(c.Groups, c.ID):
		blame("id", fmt.Sprintf("%q is also one of the lamp's groups", c.ID))
	}
	if n := utf8.RuneCountInString(c.Name); n > 64 || strings.ContainsFunc(c.Name, unicode.IsControl) {
		blame("name", fmt.Sprintf("must be up to 64 characters on one line, not %q", cut(c.Name)))
	}
	for i, g := range c.Groups {
		switch {
		case g == "all":
			blame("groups", `"all" is every lamp's group already: leave it out`)
		case !isName(g):
			blame("groups", fmt.Sprintf("each must be %s, not %q", spelling, cut(g)))
		case slices.Contains(c.Groups[:i], g):
			blame("groups", fmt.Sprintf("%q stands there twice", g))
		}
	}
}

func (c *Config) checkLight(env Env, blame func(key, text string)) {
	if wrong := c.wrongPowerOn(env); wrong != "" {
		blame("lamp.power_on", wrong)
	}
	if c.Lamp.Warm <= c.Lamp.Cold {
		blame("output.white.warm", "must be fewer kelvin than output.white.cold")
	}
	if c.Lampi.Enabled && !c.Lamp.Kind.HasColor() {
		blame("lampi.enabled", fmt.Sprintf("needs a lamp with colour, which kind %q has not: the course's programs send one with everything", c.Lamp.Kind))
	}
}

// wrongPowerOn tells what is wrong with lamp.power_on, or "".
func (c *Config) wrongPowerOn(env Env) string {
	p := c.Lamp.PowerOn
	switch {
	case slices.Contains([]string{"last", "on", "off"}, p):
		return ""
	case !strings.HasPrefix(p, "{"):
		return fmt.Sprintf(`must be "last", "on", "off" or a JSON command, not %q`, cut(p))
	case !json.Valid([]byte(p)):
		return fmt.Sprintf("%q is not JSON", cut(p))
	case env.Command == nil:
		return ""
	}
	if err := env.Command(c.Lamp.Kind, p); err != nil {
		return "this command would be refused: " + err.Error()
	}
	return ""
}

func (c *Config) checkFiles(blame func(key, text string)) {
	if c.State.Live == c.State.File {
		blame("state.live", "must not be the same file as state.file")
	}
	if p := c.HomeAssistant.Prefix; p == "" {
		blame("homeassistant.prefix", "must not be empty")
	} else if strings.ContainsAny(p, "{}") {
		blame("homeassistant.prefix", fmt.Sprintf("must not contain a placeholder, as %q does", cut(p)))
	} else if wrong := wrongTopic("", p); wrong != "" {
		blame("homeassistant.prefix", wrong)
	}
}
