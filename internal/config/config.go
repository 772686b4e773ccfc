package config

import (
	"time"

	"lampd/internal/gpio"
	"lampd/internal/lamp"
	"lampd/internal/mqttlink"
)

// Config is a checked configuration: every value is in range and every default
// is filled in.
type Config struct {
	// ID names the lamp in every topic: a small letter or digit, then up to
	// 31 of a-z, 0-9, _ and -. Neither "all" nor one of Groups. Two lamps of
	// one id on one broker disconnect each other for ever.
	// Default: "lamp-" and 8 hex digits of a hash of the board's serial
	// number, else of the machine-id.
	ID string
	// Name is what people read, up to 64 characters. Default: the host name.
	Name string
	// Groups are the names, besides "all", by which the lamp can be commanded
	// together with others. Spelled like an id. Default: none.
	Groups []string

	// Broker is the connection of the lamp, [broker].
	Broker mqttlink.Options
	// Lamp is the light as a person knows it, [lamp] and [output.white].
	Lamp lamp.Options
	// Output is the pins, [output] without [output.white].
	Output gpio.Options
	// Button is a push button beside the lamp, [button].
	Button gpio.ButtonOptions
	// State says where the lamp remembers what was asked of it, [state].
	State State
	// HomeAssistant is the announcement to Home Assistant, [homeassistant].
	HomeAssistant HomeAssistant
	// Lampi is the second link of the course's lamp, [lampi].
	Lampi Lampi

	// Topics holds the renamed topics of [topics], by the names presence, set,
	// get, group_set, state, reply, info, discovery and status; what is absent
	// has its usual name. {id} stands for the id, and in group_set {group} for
	// the group. Properties are always one level below set and group_set.
	// Readers of the lamp must be told of every change here.
	Topics map[string]string

	// Outdated are the keys that the file has by the names of older versions.
	// They work; a person should be told of each.
	Outdated Mistakes
}

// State names the files that outlive the process.
type State struct {
	// File is the durable state, written seconds after a change has settled.
	// Default: state.json in $STATE_DIRECTORY, else in /var/lib/lampd.
	File string
	// Live is the exact state at every moment. It belongs on memory-backed
	// storage: on an SD card it wears the card out. Default: state.json in
	// $RUNTIME_DIRECTORY, else "", none.
	Live string
}

// HomeAssistant is the announcement that makes the lamp appear there by
// itself.
type HomeAssistant struct {
	// Discovery announces the lamp. Default: true.
	Discovery bool
	// Prefix is Home Assistant's discovery prefix. Default: "homeassistant".
	Prefix string
}

// Lampi is the profile of the course's lamp: a second link with a broker and a
// login of its own.
type Lampi struct {
	// Enabled turns the profile on. Default: false.
	Enabled bool
	// Broker is the second connection; its keys stand in [lampi] itself.
	Broker mqttlink.Options
}

// defaults returns what a missing file means, but for what depends on the
// machine: see Env.
func defaults() Config {
	broker := mqttlink.Options{
		Servers: []string{"mqtt://127.0.0.1:1883"}, KeepAlive: 15 * time.Second, Credential: "mqtt-password",
	}
	course := broker
	course.Credential = "lampi-password"
	return Config{
		Groups: []string{},
		Broker: broker,
		Lamp: lamp.Options{
			Kind: lamp.RGB, PowerOn: "last", Transition: 400 * time.Millisecond, OnExit: "hold",
			Warm: 1e6 / 2700.0, Cold: 1e6 / 6500.0,
		},
		Output: gpio.Options{
			Driver:      "auto",
			Pins:        map[string]string{},
			Calibration: map[string]gpio.Calibration{},
		},
		HomeAssistant: HomeAssistant{Discovery: true, Prefix: "homeassistant"},
		Lampi:         Lampi{Broker: course},
		Topics:        map[string]string{},
	}
}

// pins is the wiring of the course's lamp, for the channels that the file does
// not name.
var pins = map[string]string{"red": "GPIO19", "green": "GPIO26", "blue": "GPIO13"}

// full is the calibration of a channel that needs none.
var full = gpio.Calibration{Maximum: 1}
