// Package round plans when checkpoints are to be checked and by whom: routes of
// checkpoints, plans that send somebody along them, and the tasks that the plans make.
package round

import (
	"strings"
	"time"
	"unicode/utf8"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
)

// Assignee is whose side does a plan's checks.
type Assignee string

// The assignees: the supplier checks itself, the agency supervises.
const (
	BySupplier Assignee = "supplier"
	ByAgency   Assignee = "agency"
)

// States of a plan.
const (
	PlanActive  = "active"
	PlanStopped = "stopped"
)

// CalendarUse says which days of the working calendar a plan goes by.
type CalendarUse string

// The uses of the calendar.
const (
	EveryDay     CalendarUse = "every"
	WorkingDays  CalendarUse = "working"
	DaysOfRest   CalendarUse = "rest"
	maxPlanName              = 100
	maxWindows               = 12
	maxWindowTag             = 20
)

// OnRest says what becomes of an occurrence of a working-day plan on a day of rest.
type OnRest string

// What becomes of it: it falls away, or moves to the next working day.
const (
	SkipRest OnRest = "skip"
	NextWork OnRest = "next"
)

// Plan says on which days, inside which hours of the agency's zone and by whom the
// checkpoints of a route are to be checked.
type Plan struct {
	ID          string
	Name        string
	RouteID     string
	ChecklistID string // "" for each stop's own first checklist
	RRule       string // RFC 5545, canonical; see ParseRule
	Windows     []Window
	Calendar    CalendarUse
	OnRestDay   OnRest
	Assignee    Assignee
	Who         Who
	StartsOn    date.Day // the first day, and where INTERVAL counts from
	EndsOn      date.Day // the last day on which a check falls due; "" for no end
	State       string
	ChangedAt   time.Time // since when the plan says this; it makes no task that had begun by then
	Version     int
}

// check refuses a plan that means nothing, and brings it into its canonical form.
func (p *Plan) check() error {
	p.Name = strings.TrimSpace(p.Name)
	switch {
	case p.Name == "":
		return fault.Invalid("required", "name", "A plan needs a name.")
	case utf8.RuneCountInString(p.Name) > maxPlanName:
		return fault.Invalid("too_long", "name", "The name of a plan has at most 100 characters.")
	case p.Assignee != BySupplier && p.Assignee != ByAgency:
		return fault.Invalid("not_allowed", "assignee", "The assignee is supplier or agency.")
	case p.EndsOn != "" && p.EndsOn < p.StartsOn:
		return fault.Invalid("period_invalid", "endsOn", "A plan must not end before it starts.")
	}
	return p.checkTimes()
}

// checkTimes refuses what says nothing about when.
func (p *Plan) checkTimes() error {
	if p.Calendar == "" {
		p.Calendar = EveryDay
	}
	switch p.Calendar {
	case EveryDay, DaysOfRest:
		p.OnRestDay = SkipRest // nothing moves
	case WorkingDays:
		if p.OnRestDay == "" {
			p.OnRestDay = SkipRest
		}
	default:
		return fault.Invalid("not_allowed", "calendar", "The calendar is every, working or rest.")
	}
	if p.OnRestDay != SkipRest && p.OnRestDay != NextWork {
		return fault.Invalid("not_allowed", "onRestDay", "On a day of rest a check is skipped or moves to the next working day.")
	}
	var err error
	if p.RRule, err = ParseRule(p.RRule, p.StartsOn); err != nil {
		return err
	}
	p.Windows, err = checkWindows(p.Windows)
	return err
}
