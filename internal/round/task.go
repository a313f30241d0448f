package round

import (
	"fmt"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
)

// TaskState is where a task stands.
type TaskState string

// The states of a task. Done inside its window; late after it, while the check still
// counts; missed when that time went by. A record that a phone kept for days may still
// prove that a missed task was done or late. Withdrawn when its plan, its route or its
// place did away with it: it is in no list and no figure, and a phone that still holds
// it submits a check without a task.
const (
	TaskOpen      TaskState = "open"
	TaskDone      TaskState = "done"
	TaskLate      TaskState = "late"
	TaskMissed    TaskState = "missed"
	TaskWithdrawn TaskState = "withdrawn"
)

// Source is what asked for a task.
type Source string

// The sources of tasks.
const (
	FromPlan Source = "plan"
	FromDraw Source = "spot" // a spot check: it binds the person it was drawn for
)

// Task is one check that is due in one window.
type Task struct {
	ID           string
	PlanID       string
	CheckpointID string
	ChecklistID  string
	Position     int
	Assignee     Assignee
	Source       Source
	WhoID        string
	DueOn        date.Day
	WindowStart  time.Time
	WindowEnd    time.Time
	Closes       time.Time
	State        TaskState
}

// Finish returns the state of the task after a check that ended at the instant: done up
// to and including the end of the window, late before it closes.
func (t Task) Finish(at time.Time) (TaskState, error) {
	switch {
	case t.State == TaskDone || t.State == TaskLate:
		return "", AlreadyDone()
	case at.Before(t.WindowStart):
		return "", Mismatch("The check was made before the task's window began.")
	case !at.After(t.WindowEnd):
		return TaskDone, nil
	case at.Before(t.Closes):
		return TaskLate, nil
	default:
		return "", Mismatch(fmt.Sprintf("The task of %s counted until %s; the check was made later.", t.DueOn, t.Closes.UTC().Format(time.RFC3339)))
	}
}

// AlreadyDone refuses a second check for one task.
func AlreadyDone() error {
	return fault.Conflict("task_already_done", "Another check has done this task.")
}

// Mismatch refuses a check that is not what the task asks for.
func Mismatch(why string) error { return fault.Invalid("task_mismatch", "taskId", why) }
