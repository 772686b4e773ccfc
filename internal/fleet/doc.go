// Package fleet is a watcher's view of many lamps over MQTT: who is there, what
// each is asked to show, what each tells about itself, and what became of a
// command to some of them.
//
// It knows the usual topics of lamps; lamps whose topics are renamed are not
// seen. It knows nothing of terminals and pages: those who show lamps take a
// Snapshot and then the News, and can never slow it down.
//
// One goroutine owns the picture. The connection's reader hands messages to it
// and goes on; consumers have a mailbox each.
package fleet
