package gpio

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
)

// WriteText writes the report as tables for a person.
func (r Report) WriteText(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintln(&b, r.Board)
	if !r.Pi {
		fmt.Fprintln(&b, "This is not a Raspberry Pi.")
	}
	if r.Kernel != "" {
		fmt.Fprintln(&b, "Linux", r.Kernel)
	}
	table(&b, "DEVICE\tDRIVER\tCHANNELS\tFREQUENCY\tSTEPS\tFLICKER", r.Devices, func(d PWMDevice) string {
		return fmt.Sprintf("%s\t%s\t%d\t%s", d.Device, d.Driver, d.Channels, d.Quality.row())
	})
	table(&b, "GPIO\tHEADER\tDRIVER\tFREQUENCY\tSTEPS\tFLICKER\tFOR PWM, IN CONFIG.TXT", r.Pins, func(p HeaderPin) string {
		return fmt.Sprintf("%s\t%d\t%s\t%s\t%s", p.GPIO, p.Header, orDash(p.Driver), p.Quality.row(), p.Line)
	})
	table(&b, "LAMP\tPIN\tDRIVER\tFREQUENCY\tSTEPS\tFLICKER\tLIGHT FROM LEVEL", r.Lamp, func(p LampPin) string {
		level := "-"
		if p.FirstLevel > 0 {
			level = strconv.Itoa(p.FirstLevel)
		}
		return fmt.Sprintf("%s\t%s\t%s\t%s\t%s", p.Channel, p.Pin, p.Driver+p.Problem, p.Quality.row(), level)
	})
	table(&b, "", r.Facts, func(f Fact) string { return f.Name + "\t" + f.Value })
	r.writeChanges(&b)
	_, err := w.Write(b.Bytes())
	return err
}

// writeChanges writes what to change, line by line.
func (r Report) writeChanges(b *bytes.Buffer) {
	if len(r.Changes) == 0 {
		fmt.Fprintln(b, "\nNothing to change.")
		return
	}
	fmt.Fprintln(b, "\nTo change:")
	for _, c := range r.Changes {
		fmt.Fprintf(b, "- %s", c.Why)
		switch {
		case len(c.Lines) > 0 && c.File != "":
			fmt.Fprintf(b, "\n  in %s, then restart the board:", c.File)
		case len(c.Lines) > 0:
			fmt.Fprint(b, ":")
		}
		fmt.Fprintln(b)
		for _, line := range c.Lines {
			fmt.Fprintln(b, "    "+line)
		}
	}
}

// row returns the columns of a quality.
func (q *Quality) row() string {
	switch {
	case q == nil:
		return "-\t-\t-"
	case q.Frequency == 0:
		return fmt.Sprintf("-\t%d\t%s", q.Steps, q.Flicker)
	}
	return fmt.Sprintf("%d Hz\t%d\t%s", q.Frequency, q.Steps, q.Flicker)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// table writes rows under a heading, nothing where there are none.
func table[T any](b *bytes.Buffer, heading string, rows []T, row func(T) string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintln(b)
	var text bytes.Buffer
	t := tabwriter.NewWriter(&text, 0, 8, 2, ' ', 0)
	if heading != "" {
		fmt.Fprintln(t, heading)
	}
	for _, r := range rows {
		fmt.Fprintln(t, row(r))
	}
	_ = t.Flush() // to memory
	for line := range bytes.Lines(text.Bytes()) {
		b.Write(append(bytes.TrimRight(line, " \n"), '\n'))
	}
}
