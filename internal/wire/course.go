package wire

import (
	"fmt"
	"strconv"
	"strings"

	"lampd/internal/lamp"
)

// The topics of the course's lamp. They are the same for every lamp: each has
// a broker of its own.
const (
	CoursePresence = "lamp/connection/lamp_service/state" // out, and the Will: 1 or 0, QoS 2
	CourseSet      = "lamp/set_config"                    // in
	CourseChanged  = "lamp/changed"                       // out
)

// DecodeCourse reads a message to the course's lamp: a client, and any of on,
// brightness 0..1, and color with h and s 0..1. An error means that nothing of
// it counts; unknown keys are ignored. Brightness 0 is a level there, and on
// alone turns the lamp on and off.
func DecodeCourse(payload []byte) (lamp.Change, error) {
	members, err := parse(payload)
	if err != nil {
		return lamp.Change{}, err
	}
	c := lamp.Change{ZeroIsLevel: true, KeepPower: true}
	named := false
	for _, m := range members {
		switch m.key {
		case "client":
			named = true
			c.Client, err = m.string()
		case "on":
			c.Power, err = m.onOff()
		case "brightness":
			c.Brightness, err = m.share()
		case "color":
			c.Color, err = m.courseColor()
		}
		if err != nil {
			return lamp.Change{}, err
		}
	}
	if !named {
		return lamp.Change{}, fmt.Errorf("client: missing")
	}
	return c, nil
}

// onOff reads true or false.
func (v value) onOff() (*lamp.Power, error) {
	on, ok := v.data.(bool)
	switch {
	case !ok:
		return nil, v.refuse("is neither true nor false")
	case on:
		return new(lamp.PowerOn), nil
	}
	return new(lamp.PowerOff), nil
}

// share reads a number 0..1.
func (v value) share() (*float64, error) {
	n, err := v.number(0, 1)
	return &n, err
}

// courseColor reads an object that has h and s.
func (v value) courseColor() (*lamp.HS, error) {
	members, ok := v.data.(object)
	if !ok {
		return nil, v.refuse("is not an object")
	}
	var h, s *float64
	var err error
	for _, m := range members {
		switch m.key {
		case "color.h":
			h, err = m.share()
		case "color.s":
			s, err = m.share()
		}
		if err != nil {
			return nil, err
		}
	}
	if h == nil || s == nil {
		return nil, v.refuse("has not both h and s")
	}
	return &lamp.HS{Hue: *h, Saturation: *s}, nil
}

// elsewhere is the client of a change that came by another way.
const elsewhere = "lampd"

// EncodeCourse writes what the course's lamp says after each change.
func EncodeCourse(s lamp.State) []byte {
	client := s.Client
	if !s.Course && s.Version > 0 {
		client = elsewhere
	}
	brightness := s.Brightness
	if s.Zero {
		brightness = 0
	}
	return fmt.Appendf(nil, `{"color":{"h":%s,"s":%s},"brightness":%s,"on":%t,"client":%s}`,
		python(s.Hue), python(s.Saturation), python(brightness), s.On, marshal(client))
}

// python writes a number as Python's json.dumps does after round(f, 2): the
// nearest of two decimals to the exact double, half to even, with at least one
// decimal.
func python(f float64) string {
	text := strconv.FormatFloat(f, 'f', 2, 64)
	return strings.TrimSuffix(text, "0")
}
