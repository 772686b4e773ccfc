package wire

import (
	"encoding/json"
	"fmt"
	"strings"
)

// properties are what can be set one by one in plain text: how each text
// becomes the value that the JSON key of the same name takes.
var properties = map[string]func(text string) value{
	"state": func(text string) value {
		switch strings.ToLower(text) {
		case "1", "true":
			return value{key: "state", text: text, data: true}
		case "0", "false":
			return value{key: "state", text: text, data: false}
		}
		return value{key: "state", text: text, data: text}
	},
	"brightness": func(text string) value {
		if percent, ok := strings.CutSuffix(text, "%"); ok {
			return number("brightness_percent", percent)
		}
		return number("brightness", text)
	},
	"color": func(text string) value {
		if v, ok := colorList(text); ok {
			return v
		}
		return value{key: "color", text: text, data: text}
	},
	"color_temp": func(text string) value { return number("color_temp", text) },
	"effect":     func(text string) value { return value{key: "effect", text: text, data: text} },
}

// DecodeProperty reads the value of one property in plain text; spaces around
// it do not count. Errors are as those of DecodeCommand; an unknown property
// is one, which names the known ones.
func DecodeProperty(property string, payload []byte) (Command, error) {
	read, known := properties[property]
	if !known {
		return Command{}, fmt.Errorf("%s: unknown property; known are state, brightness, color, color_temp, effect", clip(property))
	}
	if err := checkText(payload); err != nil {
		return Command{}, err
	}
	v := read(strings.TrimSpace(string(payload)))
	var c Command
	if err := keys[v.key](&c, v); err != nil {
		return Command{}, err
	}
	return c, nil
}

// number returns the value of a text that may be a number of JSON's form.
func number(key, text string) value {
	text = strings.TrimSpace(text)
	v := value{key: key, text: text, data: text}
	if json.Valid([]byte(text)) && strings.Trim(text, "+-.0123456789eE") == "" {
		v.data = json.Number(text)
	}
	return v
}
