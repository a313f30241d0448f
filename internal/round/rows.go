package round

import (
	"encoding/json"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/db"
)

var _ = db.Register(planRow{}, taskRow{}, routeRow{}, stopRow{}, teamRow{}, memberRow{}, dutyRow{})

type planRow struct {
	ID          string `gorm:"primaryKey"`
	Name        string
	RouteID     string
	ChecklistID string
	RRule       string `gorm:"column:rrule"`
	Windows     string // JSON of []Window
	Calendar    string
	OnRestDay   string
	Assignee    string
	WhoKind     string
	WhoID       string
	StartsOn    string
	EndsOn      string
	State       string
	ChangedAt   int64
	Version     int
}

func (planRow) TableName() string { return "inspection_plans" }

func (p Plan) row() planRow {
	windows, _ := json.Marshal(p.Windows) // strings only: cannot fail
	return planRow{p.ID, p.Name, p.RouteID, p.ChecklistID, p.RRule, string(windows), string(p.Calendar), string(p.OnRestDay), string(p.Assignee),
		string(p.Who.Kind), p.Who.ID, string(p.StartsOn), string(p.EndsOn), p.State, date.Millis(p.ChangedAt), p.Version}
}

func (r planRow) plan() Plan {
	windows := []Window{}
	_ = json.Unmarshal([]byte(r.Windows), &windows) // written by row or by the migration
	return Plan{r.ID, r.Name, r.RouteID, r.ChecklistID, r.RRule, windows, CalendarUse(r.Calendar), OnRest(r.OnRestDay), Assignee(r.Assignee),
		Who{WhoKind(r.WhoKind), r.WhoID}, date.Day(r.StartsOn), date.Day(r.EndsOn), r.State, date.FromMillis(r.ChangedAt), r.Version}
}

type taskRow struct {
	ID            string `gorm:"primaryKey"`
	PlanID        string
	RouteID       string
	Position      int
	CheckpointID  string
	ChecklistID   string
	SupplierID    string
	ContractID    string
	SiteID        string
	Category      string
	Assignee      string
	WhoKind       string
	WhoID         string
	DueOn         string
	WindowName    string
	WindowStartAt int64
	WindowEndAt   int64
	ClosesAt      int64
	State         string
	Counted       bool // whether the ledger has been told that the task is due
	InspectionID  string
	CompletedAt   *int64
	Source        string
}

func (taskRow) TableName() string { return "tasks" }

const refTask = "task"

// fact returns the fact of a step of the task. A round the agency owes is no fact
// about the supplier: a supplier must not lose points because an inspector stayed
// away.
func (r taskRow) fact(kind ledger.Kind) (ledger.Fact, bool) {
	return ledger.Fact{Kind: kind, SupplierID: r.SupplierID, ContractID: r.ContractID, SiteID: r.SiteID, Category: vocab.Category(r.Category),
		OccurredOn: date.Day(r.DueOn), Count: 1, RefType: refTask, RefID: r.ID}, Assignee(r.Assignee) == BySupplier
}

type routeRow struct {
	ID         string `gorm:"primaryKey"`
	SiteID     string
	SupplierID string
	Name       string
	State      string
	ChangedAt  int64
	Version    int
}

func (routeRow) TableName() string { return "routes" }

type stopRow struct {
	RouteID      string `gorm:"primaryKey"`
	Position     int    `gorm:"primaryKey;autoIncrement:false"`
	CheckpointID string
}

func (stopRow) TableName() string { return "route_stops" }

type teamRow struct {
	ID         string `gorm:"primaryKey"`
	SupplierID string
	Name       string
	State      string
	Version    int
}

func (teamRow) TableName() string { return "teams" }

type memberRow struct {
	TeamID string `gorm:"primaryKey"`
	UserID string `gorm:"primaryKey"`
}

func (memberRow) TableName() string { return "team_members" }

type dutyRow struct {
	ID         string `gorm:"primaryKey"`
	SupplierID string
	SiteID     string
	Day        string
	ShiftStart string
	ShiftEnd   string
	StartAt    int64
	EndAt      int64
	UserID     string
}

func (dutyRow) TableName() string { return "duties" }
