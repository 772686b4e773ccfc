// Package agent is a whole lamp: it wires the pins, the lamp, its memory and
// its links together, and starts and ends them in the right order.
//
// It decides nothing about light or presence. lampd runs one agent on a Pi's
// pins; lampctl runs simulated ones.
package agent
