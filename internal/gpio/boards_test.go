package gpio

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// tree is a machine's /sys, /proc and /boot in a directory, made by hand from
// published facts:
//   - names, models, SoCs, addresses: arch/arm/boot/dts/broadcom/bcm283x.dtsi,
//     bcm2711.dtsi, bcm2835-rpi-zero-w.dts, bcm2837-rpi-3-b.dts,
//     bcm2837-rpi-3-b-plus.dts, bcm2711-rpi-4-b.dts, and
//     arch/arm64/boot/dts/broadcom/bcm2712-rpi-5-b.dts, rp1.dtsi of
//     github.com/raspberrypi/linux;
//   - what the overlays add: arch/arm/boot/dts/overlays/pwm-overlay.dts,
//     pwm-2chan-overlay.dts, pwm-gpio-overlay.dts, pwm-pio-overlay.dts,
//     i2c-pwm-pca9685a-overlay.dts of the same;
//   - serial numbers are made up.
type tree struct {
	t       *testing.T
	root    string
	soc     string // "bcm2711"
	gpio    string // node of the pin controller
	block   string // device of the PWM block
	phandle uint32 // last one given
	chips   int
	rate    uint32 // of the PWM block's clock, 0 is the usual one
}

// gpioPhandle is the phandle of the pin controller.
const gpioPhandle = 7

// newTree makes a board without any PWM.
func newTree(t *testing.T, model, board, soc string) *tree {
	b := &tree{t: t, root: t.TempDir(), soc: soc, phandle: 100}
	b.node("", map[string]any{"model": model, "compatible": []string{"raspberrypi," + board, "brcm," + soc}, "serial-number": "10000000c0ffee01"})
	b.gpio = "soc/gpio@7e200000"
	compatible := "brcm,bcm2835-gpio"
	b.block = map[string]string{"bcm2835": "2020c000.pwm", "bcm2837": "3f20c000.pwm", "bcm2711": "fe20c000.pwm", "bcm2712": "1f00098000.pwm"}[soc]
	switch soc {
	case "bcm2711":
		compatible = "brcm,bcm2711-gpio"
	case "bcm2712":
		b.gpio, compatible = "axi/pcie@1000120000/rp1/gpio@d0000", "raspberrypi,rp1-gpio"
		// The fan is there from the start.
		b.node("axi/pcie@1000120000/rp1/pwm@9c000", map[string]any{"compatible": "raspberrypi,rp1-pwm", "status": "okay", "assigned-clock-rates": []uint32{50000000}})
		b.chip("devices/platform/axi/1000120000.pcie/"+fanDevice, "axi/pcie@1000120000/rp1/pwm@9c000", 4)
	}
	b.node(b.gpio, map[string]any{"compatible": compatible, "phandle": []uint32{gpioPhandle}})
	b.file("boot/firmware/config.txt", "")
	return b
}

func zeroW(t *testing.T) *tree {
	return newTree(t, "Raspberry Pi Zero W Rev 1.1", "model-zero-w", "bcm2835")
}
func pi3B(t *testing.T) *tree {
	return newTree(t, "Raspberry Pi 3 Model B Rev 1.2", "3-model-b", "bcm2837")
}
func pi3Bp(t *testing.T) *tree {
	return newTree(t, "Raspberry Pi 3 Model B Plus Rev 1.3", "3-model-b-plus", "bcm2837")
}
func pi4B(t *testing.T) *tree {
	return newTree(t, "Raspberry Pi 4 Model B Rev 1.4", "4-model-b", "bcm2711")
}
func pi5(t *testing.T) *tree {
	return newTree(t, "Raspberry Pi 5 Model B Rev 1.0", "5-model-b", "bcm2712")
}

// file writes a file of the machine.
func (b *tree) file(path, content string) {
	b.t.Helper()
	makeFile(b.t, filepath.Join(b.root, path), content)
}

// link makes a relative link, as the kernel's are.
func (b *tree) link(path, target string) {
	b.t.Helper()
	name := filepath.Join(b.root, path)
	relative, err := filepath.Rel(filepath.Dir(name), filepath.Join(b.root, target))
	if err == nil {
		err = os.MkdirAll(filepath.Dir(name), 0o755)
	}
	if err == nil {
		err = os.Symlink(relative, name)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// node writes properties of a device tree node: strings, lists of them, cells.
func (b *tree) node(path string, properties map[string]any) {
	b.t.Helper()
	for name, value := range properties {
		var content []byte
		switch v := value.(type) {
		case string:
			content = []byte(v + "\x00")
		case []string:
			content = []byte(strings.Join(v, "\x00") + "\x00")
		case []uint32:
			for _, cell := range v {
				content = binary.BigEndian.AppendUint32(content, cell)
			}
		}
		b.file(filepath.Join("sys/firmware/devicetree/base", path, name), string(content))
	}
}

// group adds pins to the pin controller and returns their phandle.
func (b *tree) group(name string, properties map[string]any) uint32 {
	b.phandle++
	properties["phandle"] = []uint32{b.phandle}
	b.node(b.gpio+"/"+name, properties)
	return b.phandle
}

// chip adds a PWM device to the class.
func (b *tree) chip(device, node string, channels int) {
	class := fmt.Sprintf("sys/class/pwm/pwmchip%d", b.chips)
	b.chips++
	real := fmt.Sprintf("sys/%s/pwm/%s", device, filepath.Base(class))
	b.file(real+"/npwm", strconv.Itoa(channels)+"\n")
	b.file(real+"/export", "")
	b.link(real+"/device", "sys/"+device)
	b.link("sys/"+device+"/of_node", "sys/firmware/devicetree/base/"+node)
	b.link(class, real)
}

// pwm is dtoverlay=pwm or pwm-2chan: pins with their functions by turns.
func (b *tree) pwm(pinsAndFunctions ...uint32) *tree {
	var pins, functions []uint32
	for i := 0; i < len(pinsAndFunctions); i += 2 {
		pins, functions = append(pins, pinsAndFunctions[i]), append(functions, pinsAndFunctions[i+1])
	}
	group := b.group("pwm_pins", map[string]any{"brcm,pins": pins, "brcm,function": functions})
	node, device, compatible, channels, rate := "soc/pwm@7e20c000", "devices/platform/soc/"+b.block, "brcm,bcm2835-pwm", 2, cmp.Or(b.rate, 10000000)
	if b.soc == "bcm2712" {
		node, device, compatible, channels, rate = "axi/pcie@1000120000/rp1/pwm@98000", "devices/platform/axi/1000120000.pcie/"+b.block, "raspberrypi,rp1-pwm", 4, 50000000
	}
	b.node(node, map[string]any{"compatible": compatible, "status": "okay", "pinctrl-0": []uint32{group}, "assigned-clock-rates": []uint32{rate}})
	b.chip(device, node, channels)
	return b
}

// software is dtoverlay=pwm-gpio,gpio=N for every pin.
func (b *tree) software(pins ...uint32) *tree { return b.single("pwm_gpio", "pwm-gpio", pins) }

// pio is dtoverlay=pwm-pio,gpio=N for every pin.
func (b *tree) pio(pins ...uint32) *tree { return b.single("pwm_pio", "raspberrypi,pwm-pio-rp1", pins) }

func (b *tree) single(name, compatible string, pins []uint32) *tree {
	for _, n := range pins {
		node := fmt.Sprintf("%s@%x", name, n)
		b.node(node, map[string]any{"compatible": compatible, "gpios": []uint32{gpioPhandle, n, 0}})
		b.chip("devices/platform/"+node, node, 1)
	}
	return b
}

// pca9685 is dtoverlay=i2c-pwm-pca9685a,addr=0xNN for every address.
func (b *tree) pca9685(addresses ...int) *tree {
	for _, address := range addresses {
		node := fmt.Sprintf("soc/i2c@7e804000/pca@%x", address)
		b.node(node, map[string]any{"compatible": "nxp,pca9685-pwm", "status": "okay"})
		b.chip(fmt.Sprintf("devices/platform/soc/i2c-1/1-%04x", address), node, 17)
	}
	return b
}
