package org

import (
	_ "embed"
	"encoding/csv"
	"strings"

	"hengjian/internal/kernel/date"
)

//go:embed holidays.csv
var holidaysText string

// Holidays returns the national holidays the program ships: those whose official
// notice had been published when it was built.
func Holidays() []Override {
	r := csv.NewReader(strings.NewReader(holidaysText))
	r.Comment = '#'
	lines, err := r.ReadAll()
	if err != nil {
		panic("org: holidays.csv: " + err.Error()) // embedded, held by a test
	}
	var out []Override
	for _, line := range lines {
		for d := date.Day(line[0]); d <= date.Day(line[1]); d = d.AddDays(1) {
			out = append(out, Override{Day: d, Kind: DayKind(line[2]), Note: line[3]})
		}
	}
	return out
}
