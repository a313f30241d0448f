// Command bench measures what Hengjian promises and prints one line a figure:
// name value unit goal=goal met|short. It writes the same to a JSON file. Ratios
// come from both sides measured in turn in the same run; each is the median of
// at least three rounds.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Figure is one measured value. Goal is empty where nothing is promised.
type Figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Goal  string  `json:"goal"`
	Met   bool    `json:"met"`
}

// report collects figures as they are measured.
type report struct {
	only    string
	binary  string
	dir     string
	figures []Figure
}

func (r *report) add(name string, value float64, unit string) {
	r.print(Figure{Name: name, Value: value, Unit: unit, Met: true})
}

func (r *report) atLeast(name string, value float64, unit string, goal float64) {
	r.print(Figure{name, value, unit, fmt.Sprintf(">=%g", goal), value >= goal})
}

func (r *report) atMost(name string, value float64, unit string, goal float64) {
	r.print(Figure{name, value, unit, fmt.Sprintf("<=%g", goal), value <= goal})
}

func (r *report) print(f Figure) {
	r.figures = append(r.figures, f)
	goal, met := f.Goal, "met"
	if goal == "" {
		goal, met = "-", "-"
	} else if !f.Met {
		met = "short"
	}
	fmt.Printf("%-40s %12.3f %-8s goal=%-8s %s\n", f.Name, f.Value, f.Unit, goal, met)
}

// wants reports whether figures that begin with the prefix are asked for.
func (r *report) wants(prefix string) bool {
	return strings.HasPrefix(prefix, r.only) || strings.HasPrefix(r.only, prefix)
}

// parts are the measurements by the prefix of their names.
var parts = []struct {
	prefix string
	run    func(context.Context, *report) error
}{
	{"weight.", weights}, {"start.", starts}, {"authz.", authorization}, {"submit.", submissions}, {"report.", reports}, {"list.", lists},
	{"field.forged.", forgedCodes}, {"field.", fields},
}

func main() {
	only := flag.String("only", "", "measure the parts whose prefix this is")
	binary := flag.String("binary", "build/hengjian", "the stripped program")
	out := flag.String("out", "build/bench.json", "where the figures are written as JSON")
	flag.Parse()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	if err := run(*only, *binary, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(only, binary, out string) error {
	dir, err := os.MkdirTemp("", "hengjian-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err = filepath.Abs(binary)
	if err != nil {
		return err
	}
	r := &report{only: only, binary: binary, dir: dir}
	for _, p := range parts {
		if !r.wants(p.prefix) {
			continue
		}
		if err := p.run(context.Background(), r); err != nil {
			return fmt.Errorf("%s %w", p.prefix, err)
		}
	}
	raw, err := json.MarshalIndent(r.figures, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	return os.WriteFile(out, append(raw, '\n'), 0o644)
}

func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	return s[len(s)/2]
}

// percentile returns the value below which p of the sorted values lie.
func percentile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(p*float64(len(sorted))))]
}
