// Package memnet is a network in memory for tests: connections that buffer
// like TCP's, so that two ends that both write do not wait for each other, and
// whose Close lets the other end read what was written before it. It works in
// a testing/synctest bubble and knows nothing of MQTT.
package memnet
