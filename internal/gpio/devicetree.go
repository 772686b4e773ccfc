package gpio

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The properties of a device tree node are files: strings end in a zero byte,
// numbers are big-endian cells of 32 bits (Devicetree Specification 0.4, 2.2.4).

// cells returns a property as numbers, nil where there is none.
func cells(node, property string) []uint32 {
	b, _ := os.ReadFile(filepath.Join(node, property))
	var list []uint32
	for ; len(b) >= 4; b = b[4:] {
		list = append(list, binary.BigEndian.Uint32(b))
	}
	return list
}

// texts returns a property as strings, nil where there is none.
func texts(node, property string) []string {
	b, _ := os.ReadFile(filepath.Join(node, property))
	s := strings.TrimRight(string(b), "\x00")
	if s == "" {
		return nil
	}
	return strings.Split(s, "\x00")
}

// text returns the first string of a property, "" where there is none.
func text(node, property string) string {
	for _, s := range texts(node, property) {
		return s
	}
	return ""
}

// pinGroups returns the nodes of the header's pin controller that set pins,
// by phandle. The controller is at a different place on each board.
func pinGroups(tree string) map[uint32]string {
	groups := map[uint32]string{}
	for _, pattern := range []string{
		"soc/gpio@*/*/phandle",                      // Pi 0 to 4
		"axi/pcie@*/rp1/gpio@*/*/phandle",           // Pi 5, Raspberry Pi's kernel
		"axi/pcie@*/pci@*/dev@*/*/gpio@*/*/phandle", // Pi 5, mainline
	} {
		found, _ := filepath.Glob(filepath.Join(tree, pattern))
		for _, file := range found {
			node := filepath.Dir(file)
			for _, phandle := range cells(node, "phandle") {
				groups[phandle] = node
			}
		}
	}
	return groups
}

// The functions of a pin as the property brcm,function numbers them.
const (
	alt0 = 4
	alt5 = 2
)

// muxes tells whether the group of pins gives the GPIO to the PWM block, whose
// function there is fn: the old form numbers pins and functions, the new one
// names them.
func muxes(group string, gpio int, fn uint32) bool {
	pins, functions := cells(group, "brcm,pins"), cells(group, "brcm,function")
	if i := slices.Index(pins, uint32(gpio)); i >= 0 && len(functions) > 0 {
		return functions[min(i, len(functions)-1)] == fn
	}
	named := slices.Contains(texts(group, "pins"), pinName{number: gpio}.lower())
	old := slices.Contains(pins, uint32(gpio))
	function := text(group, "function")
	return (named || old) && (strings.HasPrefix(function, "pwm") || function == map[uint32]string{alt0: "alt0", alt5: "alt5"}[fn])
}

// lower returns the GPIO as device trees write it: "gpio19".
func (p pinName) lower() string { return strings.ToLower(p.String()) }
