package gpio

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/doctor anew")

// user makes the process that asks, of the group gpio or not.
func (b *tree) user(inGPIO bool) *tree {
	groups := "27 1000"
	if inGPIO {
		groups += " 986"
	}
	b.file("proc/self/status", "Name:\tlampd\nUid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\nGroups:\t"+groups+" \n")
	b.file("etc/group", "root:x:0:\nsudo:x:27:ann\ngpio:x:986:\n")
	b.file("proc/sys/kernel/osrelease", "6.12.25+rpt-rpi-v8\n")
	return b
}

// jack is dtparam=audio=on.
func (b *tree) jack() *tree {
	b.file("proc/asound/cards", " 0 [Headphones     ]: bcm2835_headpho - bcm2835 Headphones\n                      bcm2835 Headphones\n")
	return b
}

// supply is the driver raspberrypi-hwmon.
func (b *tree) supply(alarm string) *tree {
	b.file("sys/class/hwmon/hwmon0/name", "cpu_thermal\n")
	b.file("sys/class/hwmon/hwmon1/name", "rpi_volt\n")
	b.file("sys/class/hwmon/hwmon1/in0_lcrit_alarm", alarm+"\n")
	b.file("sys/class/thermal/thermal_zone0/temp", "47236\n")
	return b
}

// clock is a real-time clock and a synchronised time.
func (b *tree) clock() *tree {
	b.file("sys/class/rtc/rtc0/name", "rpi_rtc\n")
	b.file("run/systemd/timesync/synchronized", "")
	return b
}

func TestTheDoctorsReportOnEachBoard(t *testing.T) {
	course := Options{Pins: coursePins()}
	two := Options{Pins: map[string]string{"warm": "GPIO12", "cold": "GPIO13"}}
	expander := Options{Pins: map[string]string{"red": "PCA9685:0", "green": "PCA9685:1", "blue": "PCA9685:2"}}
	relay := Options{Pins: map[string]string{"white": "GPIO17"}}
	pc := &tree{t: t, root: t.TempDir()}
	pc.file("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n")
	tests := []struct {
		name     string
		board    *tree
		options  Options
		channels []string
		digital  bool
	}{
		{"zero-w", zeroW(t).user(false).supply("0"), course, rgb, false},
		{"3b", pi3B(t).pwm(12, 4, 13, 4).user(true).jack().supply("0"), two, []string{"warm", "cold"}, false},
		{"3b-plus", pi3Bp(t).software(19, 26, 13).user(true).jack().supply("0").clock(), course, rgb, false},
		{"4b", pi4B(t).pwm(13, 4, 19, 2).pca9685(0x40).user(true).supply("1"), expander, rgb, false},
		{"4b-course", pi4B(t).pwm(13, 4, 19, 2).user(true), course, rgb, false},
		{"4b-relay", pi4B(t).user(true), relay, []string{"white"}, true},
		{"5", pi5(t).pio(19, 26, 13).user(true).supply("0").clock(), course, rgb, false},
		{"5-bare", pi5(t).user(true), course, rgb, false},
		{"pc", pc, course, rgb, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.options.Root = tt.board.root
			before := snapshot(t, tt.board.root)
			r := Examine(tt.options, tt.channels, tt.digital)
			var text bytes.Buffer
			if err := r.WriteText(&text); err != nil {
				t.Fatal(err)
			}
			golden(t, tt.name+".txt", text.Bytes())
			data, err := json.MarshalIndent(r, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, tt.name+".json", append(data, '\n'))
			if strings.Contains(text.String(), tt.board.root) || bytes.Contains(data, []byte(tt.board.root)) {
				t.Error("the report names the root of the test")
			}
			if after := snapshot(t, tt.board.root); after != before {
				t.Errorf("the machine was changed:\n%s\nbefore:\n%s", after, before)
			}
		})
	}
}

// golden compares with a file of testdata/doctor, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "doctor", name)
	if *update {
		makeFile(t, file, string(got))
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got:\n%s", file, got)
	}
}

// snapshot lists all files with their content.
func snapshot(t *testing.T, root string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			content, _ := os.ReadFile(path)
			b.WriteString(path + " " + string(content) + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestBoardReadsTheDeviceTree(t *testing.T) {
	for _, tt := range []struct {
		board *tree
		want  Info
	}{
		{zeroW(t), Info{"Raspberry Pi Zero W Rev 1.1", "bcm2835", true}},
		{pi5(t), Info{"Raspberry Pi 5 Model B Rev 1.0", "bcm2712", true}},
		{&tree{t: t, root: t.TempDir()}, Info{}},
	} {
		if got := Board(tt.board.root); got != tt.want {
			t.Errorf("got %+v, want %+v", got, tt.want)
		}
	}
}

func TestConfigTxtIsWhereTheFirmwareReadsIt(t *testing.T) {
	b := &tree{t: t, root: t.TempDir()}
	if got := configTxt(b.root); got != "/boot/firmware/config.txt" {
		t.Errorf("with neither: %s", got)
	}
	b.file("boot/config.txt", "")
	if got := configTxt(b.root); got != "/boot/config.txt" {
		t.Errorf("with the old one: %s", got)
	}
	b.file("boot/firmware/config.txt", "")
	if got := configTxt(b.root); got != "/boot/firmware/config.txt" {
		t.Errorf("with both: %s", got)
	}
}

func TestHealthIsUnknownWhereTheKernelDoesNotTell(t *testing.T) {
	root := t.TempDir()
	if _, known := Undervoltage(root); known {
		t.Error("undervoltage is known")
	}
	if _, ok := Temperature(root); ok {
		t.Error("the temperature is known")
	}
	b := pi4B(t).supply("1")
	if low, known := Undervoltage(b.root); !low || !known {
		t.Errorf("an alarm is %v, %v", low, known)
	}
	if celsius, ok := Temperature(b.root); !ok || celsius != 47.236 {
		t.Errorf("%v, %v", celsius, ok)
	}
}
