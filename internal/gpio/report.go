package gpio

// Report is what lampd doctor knows about the machine: what its pins can do,
// what the configured lamp gets of it, and what to change.
type Report struct {
	Board     string      `json:"board"`
	Pi        bool        `json:"raspberry_pi"`
	Kernel    string      `json:"kernel"`
	ConfigTxt string      `json:"config_txt,omitempty"` // file of the firmware's settings
	Devices   []PWMDevice `json:"devices"`
	Pins      []HeaderPin `json:"pins"`
	Lamp      []LampPin   `json:"lamp"`
	Facts     []Fact      `json:"facts"`
	Changes   []Change    `json:"changes"`
}

// PWMDevice is a PWM device of the kernel.
type PWMDevice struct {
	Device   string `json:"device"` // name for output.pins, with a channel: "fe20c000.pwm"
	Driver   string `json:"driver"`
	Channels int    `json:"channels"`
	Quality
}

// Quality is how good the light of a pin can be.
type Quality struct {
	Frequency int    `json:"frequency_hz"` // 0 for a line that only switches
	Steps     int    `json:"steps"`
	Flicker   string `json:"flicker"`
}

// HeaderPin is a GPIO of the 40-pin header.
type HeaderPin struct {
	GPIO   string `json:"gpio"`             // BCM name
	Header int    `json:"header"`           // number on the header
	Driver string `json:"driver,omitempty"` // what gives it PWM: "hardware PWM fe20c000.pwm/0"; "" for nothing
	*Quality
	Line string `json:"line,omitempty"` // of config.txt, that would give it PWM
}

// LampPin is what a channel of the configured lamp gets.
type LampPin struct {
	Channel string `json:"channel"`
	Pin     string `json:"pin"`
	Driver  string `json:"driver,omitempty"`
	*Quality
	FirstLevel int    `json:"first_level,omitempty"`
	Problem    string `json:"problem,omitempty"`
}

// Fact is something about the machine that a lamp depends on.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Change is something to change, with the lines to write or run.
type Change struct {
	Why   string   `json:"why"`
	File  string   `json:"file,omitempty"` // where the lines belong; "" is a shell
	Lines []string `json:"lines,omitempty"`
}
