// Package wire is everything that is written on the wire, in both directions:
// the topics of a lamp, its commands in JSON and plain text, its state, its
// replies and its info, the messages of the course's lamp, and the
// announcement to Home Assistant.
//
// It knows words, types and ranges. It does not know a broker, a clock, nor
// what a lamp can do: whether this lamp has a colour, and whether a time has
// passed, is for package lamp to say. Every function is pure.
package wire
