package gpio

import "path/filepath"

// Temperature returns the processor's temperature in degrees Celsius; ok is
// false where the kernel does not tell.
func Temperature(root string) (celsius float64, ok bool) {
	n, err := readNumber(under(root, "sys/class/thermal/thermal_zone0/temp"))
	return float64(n) / 1000, err == nil
}

// Undervoltage tells whether the board's supply is too low now; known is false
// where the kernel does not tell (driver raspberrypi-hwmon).
func Undervoltage(root string) (low, known bool) {
	sensors, _ := filepath.Glob(under(root, "sys/class/hwmon/hwmon*"))
	for _, dir := range sensors {
		if readText(dir, "name") == "rpi_volt" {
			n, err := readNumber(dir, "in0_lcrit_alarm")
			return n == 1, err == nil
		}
	}
	return false, false
}
