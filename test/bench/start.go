package main

import (
	"fmt"
	"syscall"
)

// python is how long the course's Python service took from its start to its 1
// on this kind of machine, measured before; milliseconds.
const python = 57

// starts measures from the start of the process to the light, and to the 1 that
// a watcher sees; beside it an echo from its start to its 1.
func starts(b *bench) error {
	br, err := b.startBroker()
	if err != nil {
		return err
	}
	defer br.stop()
	watcher, err := connect(br.addr, "watcher", true)
	if err != nil {
		return err
	}
	defer watcher.Disconnect(0)
	if err := watcher.hear(1, "state/+"); err != nil {
		return err
	}
	var light, one, bare []float64
	for i := range b.some(30) {
		toLight, toOne, err := b.lampdStart(fmt.Sprint("start-", i), br.addr, watcher)
		if err != nil {
			return err
		}
		light, one = append(light, toLight), append(one, toOne)
		e, there, err := b.startEcho(fmt.Sprint("echo-", i), br.addr, true, watcher)
		if err != nil {
			return err
		}
		e.end(syscall.SIGTERM)
		bare = append(bare, there.Sub(e.began).Seconds()*1000)
	}
	b.report.add("process start to light, median", "ms", median(light))
	b.report.add("process start to 1, median", "ms", median(one)).beside(median(bare)).atMost(python / 10.)
	b.report.keep("start to 1", one)
	return nil
}

// lampdStart starts one lamp and returns the milliseconds to its light and to
// its 1.
func (b *bench) lampdStart(id, addr string, watcher *client) (light, one float64, err error) {
	l, err := b.startLampd(id, addr, true)
	if err != nil {
		return 0, 0, err
	}
	defer l.stop()
	there, err := l.online(watcher)
	if err != nil {
		return 0, 0, err
	}
	shown, err := l.duties()
	if err != nil || len(shown) == 0 {
		return 0, 0, fmt.Errorf("lampd showed nothing: %v", err)
	}
	return shown[0].at().Sub(l.began).Seconds() * 1000, there.Sub(l.began).Seconds() * 1000, nil
}
