// Package unit runs the service's unit, byte for byte as it is shipped, in a
// nested systemd (systemd-nspawn): what it lets a program do, and how it brings
// a lamp back. It needs root.
//
// The nested machine has the host's /usr, read-only, with one program in it as
// /usr/bin/lampd, and a network of its own.
package unit
