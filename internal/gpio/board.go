package gpio

import (
	"os"
	"slices"
	"strings"
)

// Info is what the device tree says about the board.
type Info struct {
	Model string // for people: "Raspberry Pi 4 Model B Rev 1.4"; "" where there is no device tree
	SoC   string // "bcm2711"; "" for a board that is no Raspberry Pi
	IsPi  bool
}

// Board reads the board's description below root; "" is the machine's own.
func Board(root string) Info {
	tree := deviceTree(root)
	info := Info{Model: text(tree, "model")}
	for _, compatible := range texts(tree, "compatible") {
		maker, name, _ := strings.Cut(compatible, ",")
		switch maker {
		case "raspberrypi":
			info.IsPi = true
		case "brcm":
			info.SoC = name
		}
	}
	if !info.IsPi {
		info.SoC = ""
	}
	return info
}

// pi5 tells whether the header's pins are those of an RP1.
func (i Info) pi5() bool { return i.SoC == "bcm2712" }

// String returns the model, or that the board is unknown.
func (i Info) String() string {
	if i.Model == "" {
		return "unknown board"
	}
	return i.Model
}

// deviceTree returns the directory of the device tree's root.
func deviceTree(root string) string { return under(root, "sys/firmware/devicetree/base") }

// configTxt returns the file that the firmware reads at boot: it moved with
// Debian 12.
func configTxt(root string) string {
	const now, before = "boot/firmware/config.txt", "boot/config.txt"
	exists := func(path string) bool {
		_, err := os.Stat(under(root, path))
		return err == nil
	}
	if i := slices.IndexFunc([]string{now, before}, exists); i == 1 {
		return "/" + before
	}
	return "/" + now
}
