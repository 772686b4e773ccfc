package main

import (
	"os"

	"golang.org/x/term"
)

// What terminals send for keys that are no characters.
const (
	up       = "\x1b[A"
	down     = "\x1b[B"
	pageUp   = "\x1b[5~"
	pageDown = "\x1b[6~"
	home     = "\x1b[H"
	end      = "\x1b[F"
)

// keysOf reads keys from a terminal in raw mode, nil from what is none. The
// reader ends with the program.
func keysOf(in *os.File) <-chan string {
	if !term.IsTerminal(int(in.Fd())) {
		return nil
	}
	keys := make(chan string)
	go func() {
		defer close(keys)
		buf := make([]byte, 64)
		for {
			n, err := in.Read(buf)
			if err != nil {
				return
			}
			for _, key := range split(string(buf[:n])) {
				keys <- key
			}
		}
	}()
	return keys
}

// split takes apart keys that arrived together: sequences that begin with ESC [
// end with a letter or ~.
func split(text string) (keys []string) {
	for len(text) > 0 {
		n := 1
		if len(text) > 2 && text[:2] == "\x1b[" {
			for n = 2; n < len(text) && text[n] < '@'; n++ {
			}
			n = min(n+1, len(text))
		}
		keys = append(keys, text[:n])
		text = text[n:]
	}
	return keys
}
