// Package lives runs the Debian packages through their lives: in a Debian of
// its own that boots under systemd-nspawn with the pins of a Raspberry Pi made
// of files, and in one for armhf under qemu-user. It needs root and the network
// of the machine's apt, and takes minutes: scripts/package --test.
//
// The Debians are made once, by mmdebstrap, and kept in the user's cache
// directory. Nothing listens beyond loopback.
package lives
