// Package interop plays seeded faults against the brokers that people use, with
// lamps that are processes, and prints what came of it as a table. It is a
// module of its own, so that nats-server is no matter of the lamp's.
//
// The brokers' configurations are the ones in examples/, moved to free ports.
package interop
