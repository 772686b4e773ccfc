package main

import (
	"os"
	"runtime"
	"time"
)

// tick is the floor of 100 frames a second: it wakes for each and does nothing.
func tick() {
	runtime.GOMAXPROCS(1) // as lampd
	for {
		time.Sleep(10 * time.Millisecond)
	}
}

// startTicker starts tick as a process.
func startTicker() (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return spawn(os.Stderr, self, "tick")
}
