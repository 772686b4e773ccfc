package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"lampd/internal/agent"
	"lampd/internal/config"
	"lampd/internal/gpio"
	"lampd/internal/lamp"
	"lampd/internal/mqttlink"
)

// shown is one change of one lamp's light.
type shown struct {
	lamp int
	at   int64 // nanoseconds since 1970
	red  float64
}

// lamps runs simulated lamps as `lampctl sim` does, and writes when their light
// changed into a file when it is ended. Their clock counts as synchronised, as
// they share it.
func lamps(args []string) error {
	var first, n int
	var addrs, file string
	flags := flag.NewFlagSet("lamps", flag.ContinueOnError)
	flags.IntVar(&first, "first", 0, "")
	flags.IntVar(&n, "n", 1, "")
	flags.StringVar(&addrs, "brokers", "", "")
	flags.StringVar(&file, "file", "", "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var book book
	servers := strings.Split("mqtt://"+strings.ReplaceAll(addrs, ",", ",mqtt://"), ",")
	var group errgroup.Group
	for i := first; i < first+n; i++ {
		options := mqttlink.Options{Servers: servers, ReconnectMax: time.Minute}
		c, err := config.Simulated(fmt.Sprint("lamp-", i), fmt.Sprint("Lamp ", i), "rgb", nil, options)
		if err != nil {
			return err
		}
		a := &agent.Agent{
			Config: c, Log: slog.New(slog.DiscardHandler), Volatile: true,
			Light: gpio.Simulate(c.Output, c.Lamp.Kind.Channels(), func(f gpio.Frame) error {
				book.note(shown{i, f.Time.UnixNano(), f.Duty[0]})
				return nil
			}),
			Clock:  func() lamp.Clock { return lamp.Synced },
			Status: tell(),
		}
		group.Go(func() error { return a.Run(ctx) })
		time.Sleep(time.Millisecond)
	}
	err := group.Wait()
	if err != nil {
		return err
	}
	return book.write(file)
}

// tell returns what writes + when a lamp is connected, and - when it no longer
// is, for the tally of who started it.
func tell() func(mqttlink.Status) {
	was := false
	return func(s mqttlink.Status) {
		if s.Connected != was {
			was = s.Connected
			os.Stdout.WriteString(map[bool]string{true: "+", false: "-"}[was])
		}
	}
}

// tally counts the lamps that are connected.
type tally struct{ online atomic.Int64 }

// Write takes what lamps write, and hands on what else they say.
func (t *tally) Write(b []byte) (int, error) {
	t.online.Add(int64(bytes.Count(b, []byte("+")) - bytes.Count(b, []byte("-"))))
	if len(bytes.Trim(b, "+-")) > 0 {
		return os.Stderr.Write(b)
	}
	return len(b), nil
}

// book keeps what all lamps of a process have shown.
type book struct {
	mu  sync.Mutex
	all []shown
}

func (b *book) note(s shown) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, s)
}

// write writes a line for each.
func (b *book) write(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	for _, s := range b.all {
		fmt.Fprintln(w, s.lamp, s.at, s.red)
	}
	return w.Flush()
}

// readBook reads what a process has written.
func readBook(file string) (all []shown, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var s shown
		if _, err := fmt.Sscan(lines.Text(), &s.lamp, &s.at, &s.red); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}
