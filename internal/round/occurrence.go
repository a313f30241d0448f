package round

import (
	"cmp"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/org"
)

// Occurrence is a day on which a plan falls due.
type Occurrence struct {
	Day       date.Day
	MovedFrom []date.Day // days of rest whose check moved here
}

// longestRest bounds the search for a working day: no holiday is longer, and a
// calendar without working days moves nothing.
const longestRest = 60

// occurrences returns the days within from..to on which the plan falls due, and the
// days of its rule there on which the calendar takes the check away.
func (p Plan) occurrences(from, to date.Day, cal org.Calendar) (due []Occurrence, skipped []date.Day) {
	since := from
	if p.OnRestDay == NextWork {
		// what moves into the span comes from the days of rest just before it
		for n := 0; n < longestRest && !cal.Working(since.AddDays(-1)); n++ {
			since = since.AddDays(-1)
		}
	}
	days := map[date.Day]*Occurrence{}
	for _, day := range ruleDays(p.RRule, p.StartsOn, since, to, 0) {
		lands := p.lands(day, cal)
		switch {
		case lands == "" || p.EndsOn != "" && lands > p.EndsOn:
			if day >= from && (p.EndsOn == "" || day <= p.EndsOn) {
				skipped = append(skipped, day)
			}
			continue
		case lands < from || lands > to:
			continue
		case days[lands] == nil:
			days[lands] = &Occurrence{Day: lands}
		}
		if lands != day {
			days[lands].MovedFrom = append(days[lands].MovedFrom, day)
		}
	}
	for _, o := range days {
		due = append(due, *o)
	}
	slices.SortFunc(due, func(a, b Occurrence) int { return cmp.Compare(a.Day, b.Day) })
	return due, skipped
}

// lands returns the day on which an occurrence of the rule falls due, "" for none.
func (p Plan) lands(day date.Day, cal org.Calendar) date.Day {
	working := cal.Working(day)
	switch {
	case p.Calendar == EveryDay, p.Calendar == WorkingDays && working, p.Calendar == DaysOfRest && !working:
		return day
	case p.Calendar != WorkingDays || p.OnRestDay != NextWork:
		return ""
	}
	for range longestRest {
		if day = day.AddDays(1); cal.Working(day) {
			return day
		}
	}
	return ""
}
