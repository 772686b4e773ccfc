package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// prepare makes a console understand escape sequences, which those before
// Windows 10 cannot.
func prepare(f *os.File) bool {
	var mode uint32
	h := windows.Handle(f.Fd())
	return windows.GetConsoleMode(h, &mode) == nil &&
		windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
