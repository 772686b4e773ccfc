package gpio

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"
	"unicode/utf8"
)

// FuzzDeviceTree reads boards whose device tree says anything: no report and no
// choice of a pin ends in a panic, and a pin that is found is one of the chip.
func FuzzDeviceTree(f *testing.F) {
	course := []byte("\x00\x00\x00\x0d\x00\x00\x00\x13")
	f.Add([]byte("Raspberry Pi 4 Model B\x00"), []byte("raspberrypi,4-model-b\x00brcm,bcm2711\x00"), []byte("\x00\x00\x00\x65"), course, []byte("\x00\x00\x00\x04"), []byte("\x05\xf5\xe1\x00"))
	f.Add([]byte("x"), []byte("raspberrypi,5-model-b\x00brcm,bcm2712"), []byte{}, []byte("gpio13\x00"), []byte("pwm0\x00"), []byte("\x00\x00\x00\x00"))
	f.Add([]byte{}, []byte("\x00\x00,\x00"), []byte("\x00\x00\x00"), []byte("\xff"), []byte("alt0"), []byte("\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, model, compatible, phandles, pins, function, rate []byte) {
		b := pi4B(t).pwm(13, 4, 19, 2)
		base := "sys/firmware/devicetree/base"
		groups, _ := filepath.Glob(filepath.Join(b.root, base, b.gpio, "*", "phandle"))
		blocks, _ := filepath.Glob(filepath.Join(b.root, base, "*", "*", "pinctrl-0"))
		if len(groups) == 0 || len(blocks) != 1 {
			t.Fatalf("the board has pin groups %v and blocks %v", groups, blocks)
		}
		put := func(dir, property string, value []byte) {
			relative, _ := filepath.Rel(b.root, dir)
			b.file(filepath.Join(relative, property), string(value))
		}
		put(filepath.Join(b.root, base), "model", model)
		put(filepath.Join(b.root, base), "compatible", compatible)
		put(filepath.Dir(blocks[0]), "pinctrl-0", phandles)
		put(filepath.Dir(blocks[0]), "assigned-clock-rates", rate)
		for _, property := range []string{"brcm,pins", "pins"} {
			put(filepath.Dir(groups[0]), property, pins)
		}
		for _, property := range []string{"brcm,function", "function"} {
			put(filepath.Dir(groups[0]), property, function)
		}

		var text bytes.Buffer
		r := Examine(Options{Root: b.root, Pins: coursePins()}, rgb, false)
		if err := r.WriteText(&text); err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(r); err != nil {
			t.Fatal(err)
		}
		if utf8.Valid(model) && !utf8.Valid(text.Bytes()) {
			t.Errorf("the report is broken: %q", text.Bytes())
		}
		m := readMachine(b.root)
		for n := range 28 {
			src, err := m.find(pinName{number: n})
			if err == nil && (src.channel < 0 || src.channel >= src.channels) {
				t.Errorf("GPIO%d is channel %d of %d", n, src.channel, src.channels)
			}
		}
	})
}
