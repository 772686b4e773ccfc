package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"text/tabwriter"
)

// row is one figure, beside that of the bare client where there is one.
type row struct {
	Name    string  `json:"name"`
	Unit    string  `json:"unit"`
	Lampd   float64 `json:"lampd"`
	Bare    float64 `json:"bare,omitempty"`
	Ratio   float64 `json:"ratio,omitempty"`
	Target  string  `json:"target,omitempty"`
	Reached *bool   `json:"reached,omitempty"`
}

// report is what a run found.
type report struct {
	Rows    []row                `json:"rows"`
	Samples map[string][]float64 `json:"samples"` // for plots
}

// add takes a figure.
func (r *report) add(name, unit string, lampd float64) *row {
	r.Rows = append(r.Rows, row{Name: name, Unit: unit, Lampd: lampd})
	return &r.Rows[len(r.Rows)-1]
}

// beside takes the figure of the bare client.
func (r *row) beside(bare float64) *row {
	r.Bare, r.Ratio = bare, r.Lampd/bare
	return r
}

// atMost says what is to be reached.
func (r *row) atMost(limit float64) *row {
	r.Target, r.Reached = "<= "+short(limit), new(r.Lampd <= limit)
	return r
}

// ratioAtMost says what ratio is to be reached.
func (r *row) ratioAtMost(limit float64) *row {
	r.Target, r.Reached = "<= "+short(limit)+" x bare", new(r.Ratio <= limit)
	return r
}

// keep takes samples for a plot.
func (r *report) keep(name string, samples []float64) {
	if r.Samples == nil {
		r.Samples = map[string][]float64{}
	}
	r.Samples[name] = append(r.Samples[name], samples...)
}

// print writes the table.
func (r *report) print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "what\tlampd\tbare\tratio\tto reach\t")
	for _, x := range r.Rows {
		bare, ratio, verdict := "", "", ""
		if x.Bare != 0 {
			bare, ratio = short(x.Bare), short(x.Ratio)
		}
		if x.Reached != nil {
			verdict = map[bool]string{true: "yes", false: "NO"}[*x.Reached]
		}
		fmt.Fprintf(t, "%s, %s\t%s\t%s\t%s\t%s\t%s\n", x.Name, x.Unit, short(x.Lampd), bare, ratio, x.Target, verdict)
	}
	t.Flush()
}

// short writes a number with three digits.
func short(f float64) string {
	if f >= 1000 {
		return strconv.FormatFloat(f, 'f', 0, 64)
	}
	return strconv.FormatFloat(f, 'g', 3, 64)
}

// write writes all as JSON.
func (r *report) write(file string) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// quantile returns the value below which a share of the samples lies.
func quantile(samples []float64, share float64) float64 {
	if len(samples) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(samples))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

func median(samples []float64) float64 { return quantile(samples, 0.5) }
