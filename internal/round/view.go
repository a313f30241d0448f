package round

import (
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/kernel/date"
)

// WhoView is whom a plan or task asks, by name where it is a team or a person.
type WhoView struct {
	Kind WhoKind `json:"kind" enum:"anyone,role,team,person,duty"`
	ID   string  `json:"id,omitempty" doc:"code of a role, or id of a team or person"`
	Name string  `json:"name,omitempty"`
}

// RouteView is a route as it is listed. supplierId is empty if the stops belong to
// several suppliers.
type RouteView struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	SiteID       string `json:"siteId"`
	SiteName     string `json:"siteName"`
	SupplierID   string `json:"supplierId"`
	SupplierName string `json:"supplierName"`
	State        string `json:"state" enum:"active,retired"`
	StopCount    int    `json:"stopCount"`
	PlanCount    int    `json:"planCount" doc:"active plans along the route"`
	Version      int    `json:"version"`
}

// StopView is a checkpoint on a route.
type StopView struct {
	Position       int    `json:"position"`
	CheckpointID   string `json:"checkpointId"`
	Number         string `json:"number"`
	Name           string `json:"name"`
	AreaName       string `json:"areaName,omitempty"`
	State          string `json:"state" enum:"active,retired"`
	ChecklistTitle string `json:"checklistTitle" doc:"its own first checklist"`
}

// RouteDetail is a route with its stops in walking order.
type RouteDetail struct {
	RouteView
	Stops []StopView `json:"stops"`
}

// PlanView is a plan as it is listed.
type PlanView struct {
	ID             string      `json:"id"`
	Name           string      `json:"name"`
	RouteID        string      `json:"routeId"`
	RouteName      string      `json:"routeName"`
	StopCount      int         `json:"stopCount"`
	SiteID         string      `json:"siteId"`
	SiteName       string      `json:"siteName"`
	SupplierID     string      `json:"supplierId" doc:"of the route"`
	SupplierName   string      `json:"supplierName"`
	ChecklistID    string      `json:"checklistId,omitempty" doc:"without it, each stop's own first checklist"`
	ChecklistTitle string      `json:"checklistTitle,omitempty"`
	RRule          string      `json:"rrule" doc:"RFC 5545"`
	Windows        []Window    `json:"windows"`
	Calendar       CalendarUse `json:"calendar" enum:"every,working,rest"`
	OnRestDay      OnRest      `json:"onRestDay" enum:"skip,next"`
	Assignee       Assignee    `json:"assignee" enum:"supplier,agency"`
	Who            WhoView     `json:"who"`
	StartsOn       date.Day    `json:"startsOn"`
	EndsOn         date.Day    `json:"endsOn,omitempty"`
	State          string      `json:"state" enum:"active,stopped"`
	Version        int         `json:"version"`
}

// Preview is what a plan would bring.
type Preview struct {
	RRule   string       `json:"rrule" doc:"the recurrence in its canonical form"`
	Items   []PreviewDay `json:"items"`
	Skipped []date.Day   `json:"skipped" doc:"days of the recurrence that the working calendar takes away"`
}

// PreviewDay is a day on which a plan would fall due.
type PreviewDay struct {
	Day       date.Day        `json:"day"`
	Working   bool            `json:"working"`
	MovedFrom []date.Day      `json:"movedFrom" doc:"days of rest whose check moved here"`
	Windows   []PreviewWindow `json:"windows"`
}

// PreviewWindow is a window of such a day.
type PreviewWindow struct {
	Name    string    `json:"name,omitempty"`
	StartAt time.Time `json:"startAt"`
	EndAt   time.Time `json:"endAt"`
}

// TaskView is a task as it is listed.
type TaskView struct {
	ID                 string     `json:"id"`
	PlanID             string     `json:"planId"`
	PlanName           string     `json:"planName"`
	RouteID            string     `json:"routeId"`
	RouteName          string     `json:"routeName"`
	Position           int        `json:"position" doc:"of the stop on the route, from 1"`
	DueOn              date.Day   `json:"dueOn" doc:"the day on which the window begins"`
	WindowName         string     `json:"windowName,omitempty"`
	WindowStartAt      time.Time  `json:"windowStartAt"`
	WindowEndAt        time.Time  `json:"windowEndAt"`
	ClosesAt           time.Time  `json:"closesAt" doc:"from here on a check does not count any more, not even as late"`
	State              TaskState  `json:"state" enum:"open,done,late,missed"`
	Assignee           Assignee   `json:"assignee" enum:"supplier,agency"`
	Source             Source     `json:"source" enum:"plan,spot" doc:"spot: a spot check, which only the person it was drawn for may do"`
	Who                WhoView    `json:"who"`
	Mine               bool       `json:"mine" doc:"whether the task asks the caller"`
	CheckpointID       string     `json:"checkpointId"`
	CheckpointNumber   string     `json:"checkpointNumber"`
	CheckpointName     string     `json:"checkpointName"`
	SiteID             string     `json:"siteId"`
	SiteName           string     `json:"siteName"`
	AreaName           string     `json:"areaName,omitempty"`
	ChecklistID        string     `json:"checklistId"`
	ChecklistTitle     string     `json:"checklistTitle"`
	ChecklistVersionID string     `json:"checklistVersionId,omitempty" doc:"the version in force"`
	SupplierName       string     `json:"supplierName"`
	InspectionID       string     `json:"inspectionId,omitempty"`
	InspectorName      string     `json:"inspectorName,omitempty" doc:"who did it"`
	CompletedAt        *time.Time `json:"completedAt,omitempty"`
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
	Tasks        []TaskView `json:"tasks" doc:"in walking order: by window, route and stop"`
	OpenFindings int        `json:"openFindings"`
	DisplayName  string     `json:"displayName"`
}

// RoundView is one walk along a route in one window of a day, as it happens.
type RoundView struct {
	PlanID        string    `json:"planId"`
	PlanName      string    `json:"planName"`
	RouteID       string    `json:"routeId"`
	RouteName     string    `json:"routeName"`
	SiteName      string    `json:"siteName"`
	SupplierName  string    `json:"supplierName"`
	Assignee      Assignee  `json:"assignee" enum:"supplier,agency"`
	Who           WhoView   `json:"who"`
	WindowName    string    `json:"windowName,omitempty"`
	WindowStartAt time.Time `json:"windowStartAt"`
	WindowEndAt   time.Time `json:"windowEndAt"`
	Due           int       `json:"due"`
	Done          int       `json:"done"`
	Late          int       `json:"late"`
	Missed        int       `json:"missed"`
	Open          int       `json:"open"`
	NextName      string    `json:"nextName,omitempty" doc:"the first stop that is still open"`
}
