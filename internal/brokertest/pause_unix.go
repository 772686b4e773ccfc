//go:build unix

package brokertest

import "syscall"

// Pause stops mosquitto's process with SIGSTOP; Resume goes on.
func (b *Broker) Pause() { _ = b.cmd.Process.Signal(syscall.SIGSTOP) }

// Resume goes on after Pause.
func (b *Broker) Resume() { _ = b.cmd.Process.Signal(syscall.SIGCONT) }
