package org

import (
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
)

// DayKind says what a day that differs from the week is.
type DayKind string

// The kinds of day.
const (
	Work DayKind = "work" // a weekend day on which people work (调休)
	Rest DayKind = "rest" // a holiday
)

// Override is a day that differs from Monday to Friday, or is named as a holiday.
type Override struct {
	Day  date.Day
	Kind DayKind
	Note string
}

func (o Override) check() error {
	var f fields
	if _, err := date.ParseDay(string(o.Day)); err != nil {
		f.add("day", "malformed_value", "A day is written as YYYY-MM-DD.")
	}
	if o.Kind != Work && o.Kind != Rest {
		f.add("kind", "not_allowed", "A day is work or rest.")
	}
	f.text("note", o.Note, 0, 100)
	return f.err()
}

// Calendar holds the days that differ from Monday to Friday.
type Calendar map[date.Day]DayKind

// Working reports whether people work on the day.
func (c Calendar) Working(d date.Day) bool {
	if kind, ok := c[d]; ok {
		return kind == Work
	}
	return d.Weekday() <= 5
}

// maxWorkingDays bounds a count of working days, four years about; maxSteps ends
// a walk through a calendar that has no working days.
const (
	maxWorkingDays = 1000
	maxSteps       = 5000
)

// Add returns the n-th working day after from (before it for negative n). Zero
// working days after any day is that day.
func (c Calendar) Add(from date.Day, n int) (date.Day, error) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	if n > maxWorkingDays {
		return "", fault.Invalid("too_large", "days", "So many working days cannot be counted.")
	}
	day := from
	for walked := 0; n > 0; walked++ {
		if walked == maxSteps {
			return "", fault.Conflict("calendar_without_work", "The working calendar has no working days.")
		}
		day = day.AddDays(step)
		if c.Working(day) {
			n--
		}
	}
	return day, nil
}
