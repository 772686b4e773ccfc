// Package config turns a TOML file into checked values.
//
// It knows every key: its default, its type, its range and where in the file
// it stands, so that all mistakes of a file are told at once, each with its
// line. The meaning of most keys is documented where it is used, in the option
// structs of packages lamp, gpio and mqttlink; what those packages can check
// by themselves they check.
//
// It does not know the network, the pins or the state file: nothing is opened
// here but the configuration and what the lamp's id is made from.
package config
