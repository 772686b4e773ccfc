// Package emulate tests lampd on emulated Raspberry Pis, from their host's
// side: QEMU's boards with Debian's kernels, so a real gpiochip, a real
// /sys/class/pwm and a real USB network, but no waveform, no edges of inputs
// and no firmware. scripts/emulate prepares the boards and runs the tests; by
// themselves they are skipped.
//
// It knows QEMU's monitor, the registers of the BCM2835 and the console of
// the guest, whose init stands here too. It uses lampd as people do: by its
// configuration, its topics and its signals.
package emulate
