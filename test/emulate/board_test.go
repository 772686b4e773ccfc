//go:build linux

package emulate

// board is an emulated Raspberry Pi.
type board struct {
	name  string // directory below LAMPD_EMULATE
	model string // as its device tree calls it
	qemu  []string
	words string // for the kernel
	pwm   string // device of the PWM
	gpio  uint32 // address of the pins' registers
	block uint32 // address of the PWM's registers
	quick bool   // its test takes less time than the other's
}

// boards are those that can be emulated. A Zero W has no PWM registers in QEMU:
// its device tree has them in memory that the kernel does not use. The interrupt
// of its timer only comes where its time was still ahead when the kernel set it,
// which a busy host spoils: so its time goes by with its instructions (icount).
var boards = []board{
	{
		name: "zero-w", model: "Raspberry Pi Zero W",
		qemu:  []string{"qemu-system-arm", "-M", "raspi0", "-icount", "shift=3", "-serial", "stdio"},
		words: "console=ttyAMA0,115200", pwm: "1d20c000.pwm",
		gpio: 0x20200000, block: 0x1d20c000,
	},
	{
		name: "3b", model: "Raspberry Pi 3 Model B",
		qemu:  []string{"qemu-system-aarch64", "-M", "raspi3b", "-serial", "null", "-serial", "stdio"},
		words: "console=ttyS1,115200 maxcpus=1", pwm: "3f20c000.pwm",
		gpio: 0x3f200000, block: 0x3f20c000, quick: true,
	},
}

// The registers of BCM2835 ARM Peripherals, chapters 6 and 9, in words.
const (
	level0    = 0x34 / 4 // GPLEV0
	control   = 0        // CTL
	range1    = 0x10 / 4 // RNG1, and DAT1 behind it
	range2    = 0x20 / 4 // RNG2, and DAT2 behind it
	enable1   = 1 << 0   // PWEN1 of CTL
	enable2   = 1 << 8   // PWEN2
	functions = 10       // pins of a GPFSEL register, 3 bits each
)

// pwm is what the PWM block is told.
type pwm struct {
	on     [2]bool
	period [2]uint32 // ticks of the clock
	duty   [2]uint32
}

// pwm reads the PWM's registers.
func (m *machine) pwm() (p pwm) {
	r := m.words(m.block, range2+2)
	p.on = [2]bool{r[control]&enable1 != 0, r[control]&enable2 != 0}
	p.period = [2]uint32{r[range1], r[range2]}
	p.duty = [2]uint32{r[range1+1], r[range2+1]}
	return p
}

// function returns what a GPIO is connected to: 0 and 1 are input and output,
// 4 ALT0, 2 ALT5.
func (m *machine) function(gpio uint32) uint32 {
	return m.words(m.gpio+gpio/functions*4, 1)[0] >> (gpio % functions * 3) & 7
}

// level tells whether a GPIO is high.
func (m *machine) level(gpio uint32) bool { return m.words(m.gpio, level0+1)[level0]>>gpio&1 == 1 }
