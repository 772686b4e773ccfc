// Bench measures lampd beside a bare client of the same MQTT library, over one
// mosquitto, in one run: what counts are the ratios, for the machine may be
// busy. It prints a table and writes the same as JSON, with every sample that a
// plot needs. Run it by scripts/bench.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// part is one subject that is measured.
type part struct {
	name string
	run  func(*bench) error
}

// parts are all subjects, in the order of their run.
var parts = []part{
	{"sizes", sizes},
	{"start", starts},
	{"latency", latency},
	{"flood", floods},
	{"steady", steady},
	{"fleet", fleets},
	{"cluster", clusters},
}

// bench is one run.
type bench struct {
	dir    string // for everything that is written on the way
	built  string // where the programs are
	quick  bool   // a tenth of the samples, to see that it works
	fleet  []int  // numbers of lamps
	fade   time.Duration
	report report
}

func main() {
	if child(os.Args[1:]) {
		return
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run does what the flags say.
func run() error {
	var b bench
	var only, out, fleet string
	flag.StringVar(&b.built, "built", "build", "directory of the programs that scripts/build made")
	flag.StringVar(&only, "only", "sizes,start,latency,flood,steady,fleet", "parts, separated by commas; another one is cluster")
	flag.StringVar(&out, "json", "build/bench.json", "file for the figures")
	flag.BoolVar(&b.quick, "quick", false, "a tenth of the samples")
	flag.DurationVar(&b.fade, "fade", time.Minute, "how long a fade of 10 minutes and the idle lamp are watched")
	flag.StringVar(&fleet, "fleet", "1000", "numbers of lamps, separated by commas")
	flag.Parse()
	for _, n := range strings.Split(fleet, ",") {
		var lamps int
		if _, err := fmt.Sscan(n, &lamps); err != nil {
			return fmt.Errorf("-fleet %s: %w", n, err)
		}
		b.fleet = append(b.fleet, lamps)
	}
	var err error
	if b.dir, err = os.MkdirTemp("", "lampd-bench-*"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	began := time.Now()
	var failed []error
	for _, p := range parts {
		if !strings.Contains(","+only+",", ","+p.name+",") {
			continue
		}
		fmt.Fprintf(os.Stderr, "bench: %s ...\n", p.name)
		if err := p.run(&b); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", p.name, err))
		}
	}
	b.report.print(os.Stdout)
	fmt.Printf("took %v\n", time.Since(began).Round(time.Second))
	return errors.Join(append(failed, b.report.write(out))...)
}

// some returns a number of samples, fewer when it is to be quick.
func (b *bench) some(n int) int {
	if b.quick {
		return max(n/10, 3)
	}
	return n
}

// program returns the path of one of our programs for this machine.
func (b *bench) program(name string) string {
	return filepath.Join(b.built, name+"-linux-amd64")
}
