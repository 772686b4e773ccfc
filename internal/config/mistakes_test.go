package config

import (
	"strings"
	"testing"
)

func TestEveryMistakeIsToldWithItsLine(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"an unknown key": {
			"\n\n[broker]\nkeepalve = \"15s\"\n",
			"c.toml:4: broker.keepalve: unknown key (nearest known key: broker.keepalive)"},
		"an unknown section": {
			"[brokr]\nservers = []\n",
			"c.toml:1: brokr: unknown key (nearest known key: broker)"},
		"a key of another section": {
			"keepalive = \"15s\"\n",
			"c.toml:1: keepalive: unknown key (nearest known key: broker.keepalive)"},
		"a key in other case": {
			"ID = \"desk\"\n",
			"c.toml:1: ID: unknown key (nearest known key: id)"},
		"a long unknown key": {
			"\n" + strings.Repeat("x", 70) + " = 1\n",
			"c.toml:2: " + strings.Repeat("x", 64) + "...: unknown key (nearest known key: broker.reconnect_max)"},
		"a quoted key with a dot": {
			"\"broker.username\" = \"x\"\n",
			"c.toml:1: \"broker.username\": unknown key (nearest known key: broker.username)"},
		"several at once, in the order of the file": {
			"[lamp]\non_exit = \"off\"\nkind = 3\n[button]\npin = \"GPIO40\"\n",
			"c.toml:2: lamp.on_exit: must be one of \"hold\", \"dark\", not \"off\"\n" +
				"c.toml:3: lamp.kind: must be one of \"onoff\", \"dimmer\", \"cct\", \"rgb\", \"rgbw\", \"rgbww\", not 3\n" +
				"c.toml:5: button.pin: \"GPIO40\" is no GPIO from GPIO2 to GPIO27, nor \"\""},
		"a value that is a section": {
			"[lamp.kind]\nx = 1\n",
			"c.toml:1: lamp.kind: must be one of \"onoff\", \"dimmer\", \"cct\", \"rgb\", \"rgbw\", \"rgbww\", not a table"},
		"a section that is a value": {
			"lamp = \"rgb\"\n",
			"c.toml:1: lamp: must be a table, not \"rgb\""},
		"a section that is a list": {
			"[[lamp]]\nkind = \"rgb\"\n",
			"c.toml:1: lamp: must be a table, not a list"},
		"a syntax error": {
			"id = \"desk\"\nname = Desk\n",
			"c.toml:2: name: not TOML: expected value but found \"Desk\" instead"},
		"a section without its bracket": {
			"id = \"desk\"\n[lamp\nkind = \"rgb\"\n",
			"c.toml:2: not TOML: expected '.' or ']' to end table name, but got '\\n' instead"},
		"a key that stands twice": {
			"id = \"a\"\nid = \"b\"\n",
			"c.toml:2: id: not TOML: Key 'id' has already been defined."},
		"text that is not UTF-8": {
			"id = \"desk\"\nname = \"B\xfcro\"\n",
			"c.toml:2: this is not UTF-8 text"},
		"a number for a string": {
			"name = 5\n",
			"c.toml:1: name: must be a string, not 5"},
		"a string for a truth value": {
			"output.invert = \"yes\"\n",
			"c.toml:1: output.invert: must be true or false, not \"yes\""},
		"a string for a list": {
			"groups = \"study\"\n",
			"c.toml:1: groups: must be a list of strings, not \"study\""},
		"a list with a number": {
			"groups = [\n  \"study\",\n  7 ]\n",
			"c.toml:1: groups: must be a list of strings, not 7"},
		"a duration without a unit": {
			"[lamp]\ntransition = \"400\"\n",
			"c.toml:2: lamp.transition: must be a duration from 0s to 1h49m13s, like \"15s\" or \"400ms\", not \"400\""},
		"a negative duration": {
			"[lamp]\ntransition = \"-1s\"\n",
			"c.toml:2: lamp.transition: must be a duration from 0s to 1h49m13s, like \"15s\" or \"400ms\", not \"-1s\""},
		"a frequency without a unit": {
			"[output]\nfrequency = 2000\n",
			"c.toml:2: output.frequency: must be \"auto\" or a frequency, like \"2kHz\" or \"240Hz\", not 2000"},
		"a frequency that no pin has": {
			"[output]\nfrequency = \"1MHz\"\n",
			"c.toml:2: output.frequency: 1MHz is outside 20Hz..100kHz"},
		"a frequency that is none": {
			"output.frequency = \"0Hz\"\n",
			"c.toml:1: output.frequency: must be \"auto\" or a frequency, like \"2kHz\" or \"240Hz\", not \"0Hz\""},
		"a frequency without all of its unit": {
			"output.frequency = \"2k\"\n",
			"c.toml:1: output.frequency: must be \"auto\" or a frequency, like \"2kHz\" or \"240Hz\", not \"2k\""},
		"a duration that is too long": {
			"lamp.transition = \"6554s\"\n",
			"c.toml:1: lamp.transition: must be a duration from 0s to 1h49m13s, like \"15s\" or \"400ms\", not \"6554s\""},
		"a duration that is auto where it cannot be": {
			"broker.keepalive = \"auto\"\n",
			"c.toml:1: broker.keepalive: must be a duration from 5s to 18h12m15s, like \"15s\" or \"400ms\", not \"auto\""},
		"a colour temperature of no white": {
			"output.white.cold = \"20001K\"\n",
			"c.toml:1: output.white.cold: must be a colour temperature from 1000K to 20000K, like \"2700K\", not \"20001K\""},
		"a space within a number": {
			"[output]\nfrequency = \"1 0 kHz\"\n",
			"c.toml:2: output.frequency: must be \"auto\" or a frequency, like \"2kHz\" or \"240Hz\", not \"1 0 kHz\""},
		"a colour temperature without a unit": {
			"[output.white]\nwarm = \"2700\"\n",
			"c.toml:2: output.white.warm: must be a colour temperature from 1000K to 20000K, like \"2700K\", not \"2700\""},
		"whites the wrong way round": {
			"[output.white]\ncold = \"2200K\"\n",
			"c.toml:1: output.white.warm: must be fewer kelvin than output.white.cold"},
		"an id with capitals": {
			"id = \"Desk\"\n",
			"c.toml:1: id: must be a small letter or digit, then up to 31 of a-z, 0-9, _ and -, not \"Desk\""},
		"an id of 33 letters": {
			"id = \"" + strings.Repeat("x", 33) + "\"\n",
			"c.toml:1: id: must be a small letter or digit, then up to 31 of a-z, 0-9, _ and -, not \"" + strings.Repeat("x", 33) + "\""},
		"the id all": {
			"id = \"all\"\n",
			"c.toml:1: id: must not be \"all\", the group of every lamp"},
		"an id that is one of the groups": {
			"id = \"desk\"\ngroups = [\"desk\"]\n",
			"c.toml:1: id: \"desk\" is also one of the lamp's groups"},
		"a bad group": {
			"groups = [\"a/b\", \"all\", \"x\", \"x\"]\n",
			"c.toml:1: groups: each must be a small letter or digit, then up to 31 of a-z, 0-9, _ and -, not \"a/b\"\n" +
				"c.toml:1: groups: \"all\" is every lamp's group already: leave it out\n" +
				"c.toml:1: groups: \"x\" stands there twice"},
		"a name of two lines": {
			"name = \"a\\nb\"\n",
			"c.toml:1: name: must be up to 64 characters on one line, not \"a\\nb\""},
		"a name of 65 characters, cut between two of them": {
			"name = \"a" + strings.Repeat("ü", 64) + "\"\n",
			"c.toml:1: name: must be up to 64 characters on one line, not \"a" + strings.Repeat("ü", 31) + "...\""},
		"a power_on that is a word": {
			"[lamp]\npower_on = \"red\"\n",
			"c.toml:2: lamp.power_on: must be \"last\", \"on\", \"off\" or a JSON command, not \"red\""},
		"a power_on that is not JSON": {
			"[lamp]\npower_on = \"{state}\"\n",
			"c.toml:2: lamp.power_on: \"{state}\" is not JSON"},
		"a kind that is none, and not what would follow from it": {
			"lamp.kind = \"white\"\noutput.pins.white = \"GPIO12\"\n",
			"c.toml:1: lamp.kind: must be one of \"onoff\", \"dimmer\", \"cct\", \"rgb\", \"rgbw\", \"rgbww\", not \"white\""},
		"a pin that is none": {
			"[output.pins]\nred = \"19\"\n",
			"c.toml:2: output.pins.red: \"19\" is no pin: \"GPIO19\" (the BCM number), \"PCA9685:3\" or \"fe20c000.pwm/0\" is"},
		"one pin twice, one of them by default": {
			"[output.pins]\nred = \"GPIO13\"\n",
			"c.toml:1: output.pins.blue: GPIO13 is the pin of red already"},
		"a channel that the kind lacks": {
			"[output.pins]\nwhite = \"GPIO12\"\n",
			"c.toml:2: output.pins.white: the lamp has no such channel, only red, green, blue"},
		"a channel without a pin": {
			"[lamp]\nkind = \"dimmer\"\n",
			"c.toml:1: output.pins.white: the channel has no pin"},
		"a calibration inside out": {
			"[output.calibration]\nred = { maximum = 0.5,\n minimum = 0.6 }\n",
			"c.toml:3: output.calibration.red.minimum: 0.6 is outside 0..0.5, the channel's maximum"},
		"a line for a lamp that dims": {
			"[output]\ndriver = \"gpio\"\n",
			"c.toml:2: output.driver: \"gpio\" can only switch: it is for lamp.kind \"onoff\", not \"rgb\""},
		"a kind that is none beside a line": {
			"lamp.kind = \"white\"\noutput.driver = \"gpio\"\n",
			"c.toml:1: lamp.kind: must be one of \"onoff\", \"dimmer\", \"cct\", \"rgb\", \"rgbw\", \"rgbww\", not \"white\""},
		"the button on a pin of the lamp": {
			"[button]\npin = \"GPIO26\"\n[output.pins]\ngreen = \"gpio26\"\n",
			"c.toml:2: button.pin: GPIO26 is the pin of channel green"},
		"a server that is no URL": {
			"[broker]\nservers = [\"http://x\"]\n[lampi]\nservers = []\n",
			"c.toml:2: broker.servers: \"http://x\": scheme \"http\" is not mqtt, mqtts, ws or wss\n" +
				"c.toml:4: lampi.servers: no server is named; write at least one, such as mqtt://127.0.0.1:1883"},
		"one file for two states": {
			"[state]\nfile = \"/x\"\nlive = \"/x\"\n",
			"c.toml:3: state.live: must not be the same file as state.file"},
		"a topic with a wildcard": {
			"[topics]\nset = \"lamp/{id}/#\"\n",
			"c.toml:2: topics.set: must not contain the wildcards + and #, as \"lamp/{id}/#\" does"},
		"a topic with an unknown placeholder": {
			"[topics]\nset = \"{group}/set\"\nget = \"{id\"\n",
			"c.toml:2: topics.set: \"{group}\" is no placeholder here, only {id} is\n" +
				"c.toml:3: topics.get: \"{\" is no placeholder here, only {id} is"},
		"a group topic without its group": {
			"[topics]\ngroup_set = \"lamps/set\"\n",
			"c.toml:2: topics.group_set: must contain {group}, which \"lamps/set\" does not"},
		"two topics of one name": {
			"id = \"a\"\n[topics]\nget = \"lamp/a/state\"\n",
			"c.toml:3: topics.get: \"lamp/a/state\" is the topic of state already"},
		"a topic that is a group's": {
			"groups = [\"up\"]\n[topics]\nset = \"lamp/up/set\"\n",
			"c.toml:3: topics.set: \"lamp/up/set\" is the topic of group_set already"},
		"a topic below another": {
			"id = \"a\"\n[topics]\nget = \"lamp/{id}/set/get\"\ngroup_set = \"{group}\"\ninfo = \"all/x\"\n",
			"c.toml:3: topics.get: \"lamp/a/set/get\" is a property of set\n" +
				"c.toml:5: topics.info: \"all/x\" is a property of group_set"},
		"a topic above another": {
			"id = \"a\"\n[topics]\nset = \"lamp/{id}\"\n",
			"c.toml:3: topics.set: \"lamp/a/get\" of get would be a property of it\n" +
				"c.toml:3: topics.set: \"lamp/a/state\" of state would be a property of it\n" +
				"c.toml:3: topics.set: \"lamp/a/reply\" of reply would be a property of it\n" +
				"c.toml:3: topics.set: \"lamp/a/info\" of info would be a property of it"},
		"topics that no broker takes": {
			"[topics]\nget = \"$SYS/{id}\"\ninfo = \"a\\u0000\"\nreply = \"" + strings.Repeat("x", 257) + "\"\n",
			"c.toml:2: topics.get: must not begin with $, which is the broker's own, as \"$SYS/{id}\" does\n" +
				"c.toml:3: topics.info: must not contain control characters, as \"a\\x00\" does\n" +
				"c.toml:4: topics.reply: must have at most 256 bytes, not 257"},
		"a topic that is Home Assistant's under its prefix": {
			"homeassistant.prefix = \"ha\"\ntopics.info = \"ha/status\"\n",
			"c.toml:2: topics.info: \"ha/status\" is the topic of status already"},
		"a topic that grows too long": {
			"id = \"" + strings.Repeat("a", 32) + "\"\n[topics]\ninfo = \"" + strings.Repeat("{id}", 33) + "\"\n",
			"c.toml:3: topics.info: must have at most 1024 bytes when it is filled in, not 1056"},
		"a prefix that makes a topic of the lamp's": {
			"id = \"status\"\nhomeassistant.prefix = \"state\"\n",
			"c.toml:2: homeassistant.prefix: \"state/status\" is the topic of presence already"},
		"a prefix with a placeholder": {
			"homeassistant.prefix = \"{id}\"\n",
			"c.toml:1: homeassistant.prefix: must not contain a placeholder, as \"{id}\" does"},
		"a course lamp without colour": {
			"[lamp]\nkind = \"dimmer\"\n[output.pins]\nwhite = \"GPIO12\"\n[lampi]\nenabled = true\n",
			"c.toml:6: lampi.enabled: needs a lamp with colour, which kind \"dimmer\" has not: the course's programs send one with everything"},
		"an empty prefix": {
			"[homeassistant]\nprefix = \"\"\n",
			"c.toml:2: homeassistant.prefix: must not be empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, board(t, map[string]string{"etc/machine-id": "0123\n"}), test.text)
			if err == nil {
				t.Fatalf("no mistake was found, want %s", test.want)
			}
			if err.Error() != test.want {
				t.Errorf("\n got %s\nwant %s", err, test.want)
			}
		})
	}
}
