package wire

import (
	"encoding/json"
	"strings"

	"lampd/internal/lamp"
)

// power decodes on, off and toggle; null leaves them to the lamp.
func power(c *Command, v value) error {
	switch s := v.data.(type) {
	case nil:
		c.KeepPower = true
		return nil
	case bool:
		c.Power = new(lamp.PowerOff)
		if s {
			c.Power = new(lamp.PowerOn)
		}
		return nil
	case string:
		if p, ok := powers[strings.ToUpper(s)]; ok {
			c.Power = &p
			return nil
		}
	}
	return v.refuse("is none of ON, OFF, TOGGLE, true, false, null")
}

var powers = map[string]lamp.Power{"ON": lamp.PowerOn, "OFF": lamp.PowerOff, "TOGGLE": lamp.PowerToggle}

// brightnessMove decodes a rate in levels a second, or "stop".
func brightnessMove(c *Command, v value) error {
	if v.data == "stop" {
		c.Move = new(0.)
		return nil
	}
	if _, isNumber := v.data.(json.Number); !isNumber {
		return v.refuse("is neither a number nor \"stop\"")
	}
	return brightnessRate(c, v)
}

// effect decodes the name of an effect, or one of the words that end it.
func effect(c *Command, v value) error {
	if v.data == nil {
		c.Effect = new("")
		return nil
	}
	s, err := v.string()
	if err != nil {
		return err
	}
	switch s {
	case "":
		return v.refuse("is no name of an effect")
	case "off", "stop_effect", "finish_effect":
		s = ""
	}
	c.Effect = new(s)
	return nil
}

func id(c *Command, v value) (err error) {
	c.ID, err = v.string()
	return err
}

func client(c *Command, v value) (err error) {
	c.Client, err = v.string()
	return err
}
