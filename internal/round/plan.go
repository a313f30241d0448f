// Package round plans when checkpoints are to be checked, and keeps the tasks that the
// plans make.
package round

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
)

// Recurrence is how often a plan falls due.
type Recurrence string

// The recurrences.
const (
	Daily   Recurrence = "daily"
	Weekly  Recurrence = "weekly"
	Monthly Recurrence = "monthly"
)

// Assignee is who does a plan's checks.
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

// Plan says on which days, inside which hours of the agency's zone, a checklist is
// to be gone through at a checkpoint.
type Plan struct {
	ID           string
	CheckpointID string
	ChecklistID  string
	Recurrence   Recurrence
	Weekdays     []int // 1 Monday … 7 Sunday; weekly only
	MonthDays    []int // 1 … 31; monthly only. A day the month lacks means its last day
	WindowStart  string
	WindowEnd    string
	Assignee     Assignee
	StartsOn     date.Day
	EndsOn       date.Day // "" for no end
	State        string
	ChangedAt    time.Time // since when the plan says this; it makes no task whose window was over by then
	Version      int
}

func (p *Plan) check() error {
	slices.Sort(p.Weekdays)
	slices.Sort(p.MonthDays)
	p.Weekdays, p.MonthDays = slices.Compact(p.Weekdays), slices.Compact(p.MonthDays)
	start, err := minute("windowStart", p.WindowStart)
	if err != nil {
		return err
	}
	end, err := minute("windowEnd", p.WindowEnd)
	if err != nil {
		return err
	}
	switch {
	case end <= start:
		return fault.Invalid("window_invalid", "windowEnd", "The window must end after it starts, on the same day.")
	case p.Assignee != BySupplier && p.Assignee != ByAgency:
		return fault.Invalid("not_allowed", "assignee", "The assignee is supplier or agency.")
	case p.EndsOn != "" && p.EndsOn < p.StartsOn:
		return fault.Invalid("period_invalid", "endsOn", "A plan must not end before it starts.")
	case outside(p.Weekdays, 7):
		return fault.Invalid("not_allowed", "weekdays", "Weekdays are 1 (Monday) to 7 (Sunday).")
	case outside(p.MonthDays, 31):
		return fault.Invalid("not_allowed", "monthDays", "Days of a month are 1 to 31.")
	}
	switch p.Recurrence {
	case Daily:
		p.Weekdays, p.MonthDays = nil, nil
	case Weekly:
		if p.MonthDays = nil; len(p.Weekdays) == 0 {
			return fault.Invalid("required", "weekdays", "A weekly plan names its weekdays.")
		}
	case Monthly:
		if p.Weekdays = nil; len(p.MonthDays) == 0 {
			return fault.Invalid("required", "monthDays", "A monthly plan names its days.")
		}
	default:
		return fault.Invalid("not_allowed", "recurrence", "The recurrence is daily, weekly or monthly.")
	}
	return nil
}

func outside(days []int, most int) bool {
	return slices.ContainsFunc(days, func(d int) bool { return d < 1 || d > most })
}

// minute reads "08:30" as minutes of the day.
func minute(field, s string) (int, error) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != 5 {
		return 0, fault.Invalid("malformed_value", field, "A time of day is written 08:30.")
	}
	return t.Hour()*60 + t.Minute(), nil
}

// window returns the instants between which the check of the day is on time.
func (p Plan) window(day date.Day, zone *time.Location) (start, end time.Time) {
	from, _ := minute("", p.WindowStart) // checked when the plan was kept
	to, _ := minute("", p.WindowEnd)
	return day.At(zone, from/60, from%60), day.At(zone, to/60, to%60)
}

// falls reports whether the plan falls due on the day.
func (p Plan) falls(day date.Day) bool {
	if p.State != PlanActive || day < p.StartsOn || p.EndsOn != "" && day > p.EndsOn {
		return false
	}
	switch p.Recurrence {
	case Daily:
		return true
	case Weekly:
		return slices.Contains(p.Weekdays, day.Weekday())
	case Monthly:
		n := day.DayOfMonth()
		last := n == day.Month().Days()
		return slices.Contains(p.MonthDays, n) || last && p.MonthDays[len(p.MonthDays)-1] > n
	}
	return false
}

func joinInts(list []int) string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ",")
}

func splitInts(s string) []int {
	out := []int{}
	for word := range strings.SplitSeq(s, ",") {
		if n, err := strconv.Atoi(word); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// TaskState is where a task stands.
type TaskState string

// The states of a task. Done inside its window, late on its day after the window,
// missed when the day went by. A record that a phone kept for days may still prove
// that a missed task was done or late.
const (
	TaskOpen   TaskState = "open"
	TaskDone   TaskState = "done"
	TaskLate   TaskState = "late"
	TaskMissed TaskState = "missed"
)

// Task is one check that is due on one day.
type Task struct {
	ID           string
	CheckpointID string
	ChecklistID  string
	Assignee     Assignee
	DueOn        date.Day
	WindowStart  time.Time
	WindowEnd    time.Time
	State        TaskState
}

// Finish returns the state of the task after a check that ended at the instant, on
// the business day.
func (t Task) Finish(at time.Time, day date.Day) (TaskState, error) {
	switch {
	case t.State == TaskDone || t.State == TaskLate:
		return "", AlreadyDone()
	case day != t.DueOn:
		return "", Mismatch(fmt.Sprintf("The task is due on %s, the check was made on %s.", t.DueOn, day))
	case at.Before(t.WindowStart):
		return "", Mismatch("The check was made before the task's window began.")
	case at.After(t.WindowEnd):
		return TaskLate, nil
	default:
		return TaskDone, nil
	}
}

// AlreadyDone refuses a second check for one task.
func AlreadyDone() error {
	return fault.Conflict("task_already_done", "Another check has done this task.")
}

// Mismatch refuses a check that is not what the task asks for.
func Mismatch(why string) error { return fault.Invalid("task_mismatch", "taskId", why) }
