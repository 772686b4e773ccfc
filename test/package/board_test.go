//go:build life && linux

package lives

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// board makes the files of a Raspberry Pi 4 with dtoverlay=pwm-gpio for the
// pins of the default configuration: what is below /sys there. The channels are
// exported already, and a write to a file is a write to the pin.
func board(t *testing.T) (sys string) {
	sys = filepath.Join(t.TempDir(), "sys")
	tree := "firmware/devicetree/base/"
	file := func(name, content string) {
		name = filepath.Join(sys, name)
		err := os.MkdirAll(filepath.Dir(name), 0o777)
		if err == nil {
			err = os.WriteFile(name, []byte(content), 0o666)
		}
		if err == nil {
			err = os.Chmod(name, 0o666) // udev gives it to the group
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	link := func(name, target string) {
		if err := os.Symlink(target, filepath.Join(sys, name)); err != nil {
			t.Fatal(err)
		}
	}
	cells := func(values ...uint32) (s string) {
		for _, v := range values {
			s += string(binary.BigEndian.AppendUint32(nil, v))
		}
		return s
	}
	file(tree+"model", "Raspberry Pi 4 Model B Rev 1.4\x00")
	file(tree+"compatible", "raspberrypi,4-model-b\x00brcm,bcm2711\x00")
	file(tree+"serial-number", "10000000c0ffee01\x00")
	file(tree+"soc/gpio@7e200000/compatible", "brcm,bcm2711-gpio\x00")
	file(tree+"soc/gpio@7e200000/phandle", cells(7))
	file("class/net/.keep", "")
	for i, pin := range []uint32{19, 26, 13} {
		node, chip := fmt.Sprintf("pwm_gpio@%x", pin), fmt.Sprintf("pwmchip%d", i)
		file(tree+node+"/compatible", "pwm-gpio\x00")
		file(tree+node+"/gpios", cells(7, pin, 0))
		device := "devices/platform/" + node
		real := device + "/pwm/" + chip
		file(real+"/npwm", "1\n")
		file(real+"/export", "")
		for name, value := range map[string]string{"period": "0", "duty_cycle": "0", "enable": "0", "polarity": "normal"} {
			file(real+"/pwm0/"+name, value+"\n")
		}
		link(real+"/device", "../../../"+node)
		link(device+"/of_node", "../../../"+tree+node)
		if err := os.MkdirAll(filepath.Join(sys, "class/pwm"), 0o777); err != nil {
			t.Fatal(err)
		}
		link("class/pwm/"+chip, "../../"+real)
	}
	return sys
}

// pins returns every duty, and when it was last written.
func pins(t *testing.T, sys string) (duties string, written time.Time) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(sys, "devices/platform/*/pwm/*/pwm0/*"))
	if len(files) != 12 {
		t.Fatalf("the board has the files %v", files)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		info, err2 := os.Stat(name)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		duties += filepath.Base(name) + " " + string(text)
		if info.ModTime().After(written) {
			written = info.ModTime()
		}
	}
	return duties, written
}
