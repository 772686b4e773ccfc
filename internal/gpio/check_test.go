package gpio

import (
	"errors"
	"strings"
	"testing"

	"periph.io/x/conn/v3/physic"
)

var rgb = []string{"red", "green", "blue"}

func coursePins() map[string]string {
	return map[string]string{"red": "GPIO19", "green": "GPIO26", "blue": "GPIO13"}
}

func TestOptionsCheck(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Options)
		want   []string // a start of each mistake, in order
	}{
		{"the course's wiring is right", func(o *Options) {}, nil},
		{"a simulation needs no pins", func(o *Options) { o.Driver = "sim"; o.Pins = nil }, nil},
		{"an unknown driver is named", func(o *Options) { o.Driver = "pmw" }, []string{`output.driver: "pmw" is none of`}},
		{"a channel without a pin is named", func(o *Options) { delete(o.Pins, "green") }, []string{"output.pins.green: the channel has no pin"}},
		{"a pin for a channel that the lamp has not", func(o *Options) { o.Pins["white"] = "GPIO12" }, []string{"output.pins.white: the lamp has no such channel, only red, green, blue"}},
		{"a pin off the header", func(o *Options) { o.Pins["red"] = "GPIO28" }, []string{`output.pins.red: "GPIO28": the GPIO is not a number of 0..27`}},
		{"a number alone is no pin", func(o *Options) { o.Pins["red"] = "19" }, []string{`output.pins.red: "19" is no pin`}},
		{"an output past the expander's last", func(o *Options) { o.Pins["red"] = "PCA9685:16" }, []string{`output.pins.red: "PCA9685:16": the output is not`}},
		{"two channels on one pin", func(o *Options) { o.Pins["blue"] = "gpio19" }, []string{"output.pins.blue: gpio19 is the pin of red already"}},
		{"a line on an expander", func(o *Options) { o.Driver = "gpio"; o.Pins["red"] = "PCA9685:1" }, []string{"output.pins.red: PCA9685:1 is no GPIO"}},
		{"a frequency below light", func(o *Options) { o.Frequency = physic.Hertz }, []string{"output.frequency: 1Hz is outside 20Hz..100kHz"}},
		{"a negative frequency", func(o *Options) { o.Frequency = -1 }, []string{"output.frequency: "}},
		{"a frequency beyond the expander", func(o *Options) { o.Pins["red"] = "PCA9685:1"; o.Frequency = 2 * physic.KiloHertz }, []string{"output.frequency: 2kHz is more than a PCA9685"}},
		{"a maximum of nothing", func(o *Options) { o.Calibration = map[string]Calibration{"red": {}} }, []string{"output.calibration.red.maximum: 0 is"}},
		{"a minimum above the maximum", func(o *Options) { o.Calibration = map[string]Calibration{"red": {0.3, 0.3}} }, []string{"output.calibration.red.minimum: 0.3 is outside 0..0.3"}},
		{"a calibration for nothing", func(o *Options) { o.Calibration = map[string]Calibration{"uv": full} }, []string{"output.calibration.uv: the lamp has no such channel"}},
		{"a trace without a simulation", func(o *Options) { o.Trace = "x" }, []string{"output.trace: only the driver sim"}},
		{"all mistakes at once", func(o *Options) { o.Driver = "x"; o.Frequency = -1; delete(o.Pins, "red") }, []string{"output.driver: ", "output.frequency: ", "output.pins.red: "}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{Pins: coursePins()}
			tt.change(&o)
			errs := o.Check(rgb)
			if len(errs) != len(tt.want) {
				t.Fatalf("got %d mistakes %v, want %d", len(errs), errs, len(tt.want))
			}
			for i, err := range errs {
				var key *KeyError
				if !errors.As(err, &key) {
					t.Errorf("%v is no *KeyError", err)
				}
				if !strings.HasPrefix(err.Error(), tt.want[i]) {
					t.Errorf("got %q, want %q...", err, tt.want[i])
				}
			}
		})
	}
}

func TestParsePinAndBack(t *testing.T) {
	for _, s := range []string{"GPIO0", "GPIO27", "PCA9685:0", "PCA9685:15", "fe20c000.pwm/0", "1-0040/12"} {
		pin, err := parsePin(s)
		if err != nil || pin.String() != s {
			t.Errorf("parsePin(%q) = %q, %v", s, pin, err)
		}
	}
	for _, s := range []string{"", "GPIO", "GPIO+1", "GPIO01", "GPIO 1", "PCA9685", "PCA9685:-1", "/0", "../0", "a/b/0", "a/", "a/x", "PWM0"} {
		if pin, err := parsePin(s); err == nil {
			t.Errorf("parsePin(%q) = %q, want an error", s, pin)
		}
	}
}

func FuzzParsePin(f *testing.F) {
	f.Add("GPIO19")
	f.Add("PCA9685:3")
	f.Add("fe20c000.pwm/0")
	f.Fuzz(func(t *testing.T, s string) {
		pin, err := parsePin(s)
		if err != nil {
			return
		}
		again, err := parsePin(pin.String())
		if err != nil || again != pin {
			t.Errorf("%q is read as %v, and that as %v, %v", s, pin, again, err)
		}
	})
}
