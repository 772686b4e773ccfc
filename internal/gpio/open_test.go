package gpio

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"
	"periph.io/x/conn/v3/physic"
)

// open opens a lamp on a fake machine.
func (b *tree) open(o Options, channels []string, digital bool, log *slog.Logger) (*Light, *kernel, error) {
	k := &kernel{t: b.t, root: b.root}
	o.Root = b.root
	for _, err := range o.Check(channels) {
		return nil, nil, err
	}
	p, err := newPlan(o, readMachine(o.Root), channels, digital)
	if err != nil {
		return nil, k, err
	}
	line := func(n int) (gpio.PinOut, func(), error) {
		return &gpiotest.Pin{N: fmt.Sprint("line", n), Num: n}, func() {}, nil
	}
	l, err := (&opener{p, k, line, log}).open(channels)
	return l, k, err
}

var quiet = slog.New(slog.DiscardHandler)

func pins(names ...string) map[string]string {
	m := map[string]string{}
	for i, n := range names {
		m[rgb[i]] = n
	}
	return m
}

func TestEachBoardsPinsAreFound(t *testing.T) {
	course := []string{"GPIO19", "GPIO26", "GPIO13"}
	faster := pi4B(t)
	faster.rate = 100000000
	tests := []struct {
		name  string
		board *tree
		pins  []string
		want  []string // driver, frequency, steps and flicker of each
	}{
		{"Zero W, one pin of the block", zeroW(t).pwm(18, 2), []string{"GPIO18"},
			[]string{"hardware PWM 2020c000.pwm/0 2000Hz 5000 low risk"}},
		{"3B, two pins of the block", pi3B(t).pwm(12, 4, 13, 4), []string{"GPIO12", "GPIO13"},
			[]string{"hardware PWM 3f20c000.pwm/0 2000Hz 5000 low risk", "hardware PWM 3f20c000.pwm/1 2000Hz 5000 low risk"}},
		{"3B+, the course's lamp on pwm-gpio", pi3Bp(t).software(19, 26, 13), course,
			[]string{"pwm-gpio pwm_gpio@13/0 240Hz 416 may be seen", "pwm-gpio pwm_gpio@1a/0 240Hz 416 may be seen", "pwm-gpio pwm_gpio@d/0 240Hz 416 may be seen"}},
		{"4B, a newer kernel's faster clock", faster.pwm(12, 4), []string{"GPIO12"},
			[]string{"hardware PWM fe20c000.pwm/0 2000Hz 50000 low risk"}},
		{"4B, a chip that names the pin comes before the block", pi4B(t).pwm(18, 2, 19, 2).software(19), []string{"GPIO18", "GPIO19"},
			[]string{"hardware PWM fe20c000.pwm/0 2000Hz 5000 low risk", "pwm-gpio pwm_gpio@13/0 240Hz 416 may be seen"}},
		{"4B with a PCA9685", pi4B(t).pca9685(0x40), []string{"PCA9685:0", "PCA9685:15", "1-0040/3"},
			[]string{"PCA9685 1-0040/0 1526Hz 4096 low risk", "PCA9685 1-0040/15 1526Hz 4096 low risk", "PCA9685 1-0040/3 1526Hz 4096 low risk"}},
		{"4B, a channel outright", pi4B(t).pwm(12, 4), []string{"fe20c000.pwm/1"},
			[]string{"hardware PWM fe20c000.pwm/1 2000Hz 5000 low risk"}},
		{"5, the course's lamp on pwm-pio", pi5(t).pio(19, 26, 13), course,
			[]string{"pwm-pio pwm_pio@13/0 2000Hz 33333 low risk", "pwm-pio pwm_pio@1a/0 2000Hz 33333 low risk", "pwm-pio pwm_pio@d/0 2000Hz 33333 low risk"}},
		{"5, the block has a channel for each pin", pi5(t).pwm(13, 4, 19, 2), []string{"GPIO13", "GPIO19"},
			[]string{"hardware PWM 1f00098000.pwm/1 2000Hz 25000 low risk", "hardware PWM 1f00098000.pwm/3 2000Hz 25000 low risk"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, _, err := tt.board.open(Options{Pins: pins(tt.pins...)}, rgb[:len(tt.pins)], false, quiet)
			if err != nil {
				t.Fatal(err)
			}
			for i, o := range l.Outputs() {
				got := fmt.Sprintf("%s %dHz %d %s", o.Driver, (o.Frequency+physic.Hertz/2)/physic.Hertz, o.Steps, o.Flicker)
				if o.Pin != tt.pins[i] || got != tt.want[i] {
					t.Errorf("%s is %s, want %s", o.Pin, got, tt.want[i])
				}
			}
		})
	}
}

func TestWhatIsMissingIsSaidWithItsLines(t *testing.T) {
	course := []string{"GPIO19", "GPIO26", "GPIO13"}
	tests := []struct {
		name  string
		board *tree
		pins  []string
		want  string // start of the error
		lines []string
	}{
		{"Zero W, a pin of the block", zeroW(t), []string{"GPIO12"}, "output.pins.red: GPIO12 has no PWM; put into /boot/firmware/config.txt and restart: ",
			[]string{"dtoverlay=pwm,pin=12,func=4", "dtparam=audio=off"}},
		{"3B, two pins of the block in any order", pi3B(t), []string{"GPIO19", "GPIO12"}, "output.pins.red: GPIO19 has no PWM",
			[]string{"dtoverlay=pwm-2chan,pin=12,func=4,pin2=19,func2=2", "dtparam=audio=off"}},
		{"3B+, the course's lamp", pi3Bp(t), course, "output.pins.red: GPIO19 has no PWM",
			[]string{"dtoverlay=pwm-gpio,gpio=19", "dtoverlay=pwm-gpio,gpio=26", "dtoverlay=pwm-gpio,gpio=13"}},
		{"4B, the block runs but not there", pi4B(t).pwm(18, 2), []string{"GPIO12"}, "output.pins.red: GPIO12 has no PWM: fe20c000.pwm runs, but the device tree does not lead it to that pin",
			[]string{"dtoverlay=pwm,pin=12,func=4", "dtparam=audio=off"}},
		{"4B, a function that is not PWM", pi4B(t).pwm(18, 4), []string{"GPIO18"}, "output.pins.red: GPIO18 has no PWM: fe20c000.pwm runs",
			[]string{"dtoverlay=pwm,pin=18,func=2", "dtparam=audio=off"}},
		{"4B, two pins of one channel", pi4B(t).pwm(13, 4, 19, 2), []string{"GPIO19", "GPIO13"}, "output.pins.green: GPIO13 and GPIO19 are both fe20c000.pwm/1",
			[]string{"dtoverlay=pwm-gpio,gpio=19", "dtoverlay=pwm-gpio,gpio=13"}},
		{"4B, a pin and its channel outright", pi4B(t).pwm(13, 4), []string{"GPIO13", "fe20c000.pwm/1"}, "output.pins.green: fe20c000.pwm/1 and GPIO13 are both fe20c000.pwm/1",
			[]string{"dtoverlay=pwm,pin=13,func=4", "dtparam=audio=off"}},
		{"4B without its PCA9685", pi4B(t), []string{"PCA9685:0", "PCA9685:1"}, "output.pins.red: PCA9685:0: the kernel knows no PCA9685",
			[]string{"dtparam=i2c_arm=on", "dtoverlay=i2c-pwm-pca9685a"}},
		{"4B with two PCA9685", pi4B(t).pca9685(0x40, 0x41), []string{"PCA9685:7"}, "output.pins.red: PCA9685:7: there are 2 of them, name one of 1-0040/7, 1-0041/7",
			[]string{"dtparam=i2c_arm=on", "dtoverlay=i2c-pwm-pca9685a"}},
		{"4B, a channel past the last", pi4B(t).pwm(12, 4), []string{"fe20c000.pwm/2"}, "output.pins.red: fe20c000.pwm/2: fe20c000.pwm has 2 channels, from 0", nil},
		{"4B, a device that is not there", pi4B(t).pwm(12, 4), []string{"3f20c000.pwm/0"}, "output.pins.red: 3f20c000.pwm/0: the kernel has no PWM device 3f20c000.pwm, only fe20c000.pwm", nil},
		{"5, the course's lamp", pi5(t), course, "output.pins.red: GPIO19 has no PWM",
			[]string{"dtoverlay=pwm-pio,gpio=19", "dtoverlay=pwm-pio,gpio=26", "dtoverlay=pwm-pio,gpio=13"}},
		{"5, the fan is nobody's lamp", pi5(t), []string{"1f0009c000.pwm/3"}, "output.pins.red: 1f0009c000.pwm/3 is the board's fan", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, k, err := tt.board.open(Options{Pins: pins(tt.pins...)}, rgb[:len(tt.pins)], false, quiet)
			var e *wiringError
			if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), tt.want) || !slices.Equal(e.Lines, tt.lines) {
				t.Errorf("got %v\nwith %q, want %s...\nwith %q", err, e.Lines, tt.want, tt.lines)
			}
			if k.writes != nil {
				t.Errorf("writes %q before all pins were found", k.writes)
			}
		})
	}
}

func TestAFiveChannelLampOnARaspberryPi5NeedsTheBlockToo(t *testing.T) {
	five := func(numbers ...int) (list []pinName) {
		for _, n := range numbers {
			list = append(list, pinName{number: n})
		}
		return list
	}
	board := Board(pi5(t).root)
	lines, _ := advise(board, five(4, 5, 6, 7, 18))
	if want := []string{"dtoverlay=pwm,pin=18,func=2", "dtoverlay=pwm-pio,gpio=4", "dtoverlay=pwm-pio,gpio=5", "dtoverlay=pwm-pio,gpio=6", "dtoverlay=pwm-pio,gpio=7"}; !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
	if lines, note := advise(board, five(4, 5, 6, 7, 8)); lines != nil || !strings.Contains(note, "PCA9685") {
		t.Errorf("got %q, %q; want a note alone", lines, note)
	}
}

func TestAMachineThatIsNoRaspberryPiSaysSo(t *testing.T) {
	o := Options{Pins: pins("GPIO12"), Root: t.TempDir()}
	_, err := Open(o, rgb[:1], false, quiet)
	if want := "output.pins.red: GPIO12 has no PWM; unknown board is no Raspberry Pi; name a channel outright, DEVICE/CHANNEL"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestAnOnOffLampTakesPWMOrALine(t *testing.T) {
	tests := []struct {
		name   string
		driver string
		pin    string
		want   string // start of the driver's description or of the error
	}{
		{"auto takes PWM where the pin has it", "", "GPIO12", "hardware PWM"},
		{"auto takes a line elsewhere", "auto", "GPIO17", "digital line"},
		{"gpio takes a line everywhere", "gpio", "GPIO12", "digital line"},
		{"pwm takes no line", "pwm", "GPIO17", "output.pins.white: GPIO17 has no PWM"},
		{"auto takes no line on an expander", "auto", "PCA9685:1", "output.pins.white: PCA9685:1: the kernel"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{Driver: tt.driver, Pins: map[string]string{"white": tt.pin}}
			l, _, err := pi4B(t).pwm(12, 4).open(o, []string{"white"}, true, quiet)
			got := fmt.Sprint(err)
			if err == nil {
				got = l.Outputs()[0].Driver
			}
			if !strings.HasPrefix(got, tt.want) {
				t.Errorf("got %s, want %s...", got, tt.want)
			}
		})
	}
	_, _, err := pi4B(t).open(Options{Driver: "gpio", Pins: pins("GPIO12")}, rgb[:1], false, quiet)
	if err == nil || !strings.HasPrefix(err.Error(), "output.driver: gpio can only switch") {
		t.Errorf("a dimmed lamp on a line: %v", err)
	}
}

func TestADigitalLineFollowsTheLight(t *testing.T) {
	for _, invert := range []bool{false, true} {
		o := Options{Driver: "gpio", Invert: invert, Pins: map[string]string{"white": "GPIO17"}}
		l, _, err := pi4B(t).open(o, []string{"white"}, true, quiet)
		if err != nil {
			t.Fatal(err)
		}
		pin := l.channels[0].out.(*line).PinOut.(*gpiotest.Pin)
		for _, level := range []float64{1, 0, 1} {
			if err := l.Show([]float64{level}); err != nil {
				t.Fatal(err)
			}
			if got, want := bool(pin.L), level > 0 != invert; got != want {
				t.Errorf("invert %v, level %v: the pin is %v", invert, level, pin.L)
			}
		}
		if out := l.Outputs()[0]; out.Steps != 1 || out.Flicker != "none" || out.FirstLevel != 1 {
			t.Errorf("got %+v", out)
		}
	}
}

func TestALampThatFlickersIsWarnedOf(t *testing.T) {
	var text bytes.Buffer
	log := slog.New(slog.NewTextHandler(&text, nil))
	if _, _, err := pi4B(t).pwm(12, 4).software(26).open(Options{Pins: pins("GPIO12", "GPIO26")}, rgb[:2], false, log); err != nil {
		t.Fatal(err)
	}
	if got := text.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "channel=green pin=GPIO26 driver=pwm-gpio") {
		t.Errorf("got %q, want one line about green", got)
	}
}

func TestAnImpossibleFrequencyIsRefused(t *testing.T) {
	o := Options{Pins: pins("GPIO26"), Frequency: 2 * physic.KiloHertz}
	_, _, err := pi4B(t).software(26).open(o, rgb[:1], false, quiet)
	if want := "output.frequency: 2kHz leaves pwm-gpio only 50 steps of brightness; 1kHz is its most (for red)"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestALampOfPWMShowsAndHolds(t *testing.T) {
	board := pi4B(t).pwm(12, 4, 13, 4)
	o := Options{Pins: pins("GPIO12", "GPIO13"), Invert: true}
	for range 2 { // the second run finds the first one's light
		l, k, err := board.open(o, rgb[:2], false, quiet)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Show([]float64{0.5, 0}); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		for i, want := range []int64{250000, 0} {
			s, err := readPWM(fmt.Sprintf("%s/sys/class/pwm/pwmchip0/pwm%d", board.root, i))
			if err != nil || s != (pwmState{500000, want, true, true}) {
				t.Errorf("pwm%d is %+v, %v; writes %q", i, s, err, k.writes)
			}
		}
	}
}
