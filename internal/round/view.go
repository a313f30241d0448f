package round

import (
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/kernel/date"
)

// PlanView is a plan as it is listed.
type PlanView struct {
	ID               string     `json:"id"`
	CheckpointID     string     `json:"checkpointId"`
	CheckpointNumber string     `json:"checkpointNumber"`
	CheckpointName   string     `json:"checkpointName"`
	SiteName         string     `json:"siteName"`
	ChecklistID      string     `json:"checklistId"`
	ChecklistTitle   string     `json:"checklistTitle"`
	Recurrence       Recurrence `json:"recurrence" enum:"daily,weekly,monthly"`
	Weekdays         []int      `json:"weekdays"`
	MonthDays        []int      `json:"monthDays"`
	WindowStart      string     `json:"windowStart"`
	WindowEnd        string     `json:"windowEnd"`
	Assignee         Assignee   `json:"assignee" enum:"supplier,agency"`
	StartsOn         date.Day   `json:"startsOn"`
	EndsOn           date.Day   `json:"endsOn,omitempty"`
	State            string     `json:"state" enum:"active,stopped"`
	Version          int        `json:"version"`
}

// TaskView is a task as it is listed.
type TaskView struct {
	ID                 string    `json:"id"`
	DueOn              date.Day  `json:"dueOn"`
	WindowStartAt      time.Time `json:"windowStartAt"`
	WindowEndAt        time.Time `json:"windowEndAt"`
	State              TaskState `json:"state" enum:"open,done,late,missed"`
	Assignee           Assignee  `json:"assignee" enum:"supplier,agency"`
	CheckpointID       string    `json:"checkpointId"`
	CheckpointNumber   string    `json:"checkpointNumber"`
	CheckpointName     string    `json:"checkpointName"`
	SiteID             string    `json:"siteId"`
	SiteName           string    `json:"siteName"`
	AreaName           string    `json:"areaName,omitempty"`
	ChecklistID        string    `json:"checklistId"`
	ChecklistTitle     string    `json:"checklistTitle"`
	ChecklistVersionID string    `json:"checklistVersionId,omitempty" doc:"the version in force"`
	SupplierName       string    `json:"supplierName"`
	InspectionID       string    `json:"inspectionId,omitempty"`
}

// CodeView is what a label opens for a signed-in person.
type CodeView struct {
	Checkpoint checkpoint.View         `json:"checkpoint"`
	Checklists []checklist.VersionView `json:"checklists"`
	Tasks      []TaskView              `json:"tasks" doc:"tasks of today at this checkpoint"`
}

// TodayView is the first screen of the phone.
type TodayView struct {
	Day          date.Day   `json:"day"`
	Tasks        []TaskView `json:"tasks"`
	OpenFindings int        `json:"openFindings"`
	DisplayName  string     `json:"displayName"`
}
