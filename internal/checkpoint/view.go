package checkpoint

import (
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/vocab"
)

// ListRef names a checklist of a checkpoint.
type ListRef struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// View is a checkpoint as it is listed. Supplier and contract are empty for a third
// party, who must not know whose work it judges.
type View struct {
	ID              string         `json:"id"`
	Number          string         `json:"number"`
	Name            string         `json:"name"`
	SiteID          string         `json:"siteId"`
	SiteName        string         `json:"siteName"`
	AreaID          string         `json:"areaId,omitempty"`
	AreaName        string         `json:"areaName,omitempty"`
	SupplierID      string         `json:"supplierId"`
	SupplierName    string         `json:"supplierName"`
	ContractID      string         `json:"contractId"`
	ContractName    string         `json:"contractName"`
	ContractLineID  string         `json:"contractLineId,omitempty"`
	Category        vocab.Category `json:"category"`
	State           string         `json:"state" enum:"active,retired"`
	Checklists      []ListRef      `json:"checklists"`
	LastInspectedAt *time.Time     `json:"lastInspectedAt,omitempty"`
	OpenFindings    int            `json:"openFindings"`
	Version         int            `json:"version"`
	Centre          *geo.Shown     `json:"centre,omitempty" doc:"where it is, if it has a place of its own"`
}

// LabelView is the label in force. Only who may replace it sees it: a code that can
// be read off a screen proves nobody's presence.
type LabelView struct {
	Code         string `json:"code"`
	LabelVersion int    `json:"labelVersion"`
	URL          string `json:"url"`
}

// Detail is a checkpoint with its label.
type Detail struct {
	View
	Label *LabelView `json:"label,omitempty"`
}

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
	Checkpoint View                    `json:"checkpoint"`
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
