package round

import (
	"context"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type planRow struct {
	ID           string `gorm:"primaryKey"`
	CheckpointID string
	ChecklistID  string
	Recurrence   string
	Weekdays     string
	MonthDays    string
	WindowStart  string
	WindowEnd    string
	Assignee     string
	StartsOn     string
	EndsOn       string
	State        string
	ChangedAt    int64
	Version      int
}

func (planRow) TableName() string { return "inspection_plans" }

func (p Plan) row() planRow {
	return planRow{p.ID, p.CheckpointID, p.ChecklistID, string(p.Recurrence), joinInts(p.Weekdays), joinInts(p.MonthDays), p.WindowStart, p.WindowEnd,
		string(p.Assignee), string(p.StartsOn), string(p.EndsOn), p.State, date.Millis(p.ChangedAt), p.Version}
}

func (r planRow) plan() Plan {
	return Plan{r.ID, r.CheckpointID, r.ChecklistID, Recurrence(r.Recurrence), splitInts(r.Weekdays), splitInts(r.MonthDays), r.WindowStart, r.WindowEnd,
		Assignee(r.Assignee), date.Day(r.StartsOn), date.Day(r.EndsOn), r.State, date.FromMillis(r.ChangedAt), r.Version}
}

type taskRow struct {
	ID            string `gorm:"primaryKey"`
	PlanID        string
	CheckpointID  string
	ChecklistID   string
	SupplierID    string
	ContractID    string
	SiteID        string
	Category      string
	Assignee      string
	DueOn         string
	WindowStartAt int64
	WindowEndAt   int64
	State         string
	InspectionID  string
	CompletedAt   *int64
}

func (taskRow) TableName() string { return "tasks" }

type listedPlan struct {
	Base             planRow `gorm:"embedded"`
	CheckpointNumber string
	CheckpointName   string
	SiteName         *string
	ChecklistTitle   *string
}

func (l listedPlan) view() PlanView {
	p := l.Base.plan()
	return PlanView{p.ID, p.CheckpointID, l.CheckpointNumber, l.CheckpointName, text(l.SiteName), p.ChecklistID, text(l.ChecklistTitle), p.Recurrence,
		p.Weekdays, p.MonthDays, p.WindowStart, p.WindowEnd, p.Assignee, p.StartsOn, p.EndsOn, p.State, p.Version}
}

func (s *Service) plans(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("inspection_plans n").Joins("JOIN checkpoints p ON p.id = n.checkpoint_id").
		Joins("LEFT JOIN sites s ON s.id = p.site_id").Joins("LEFT JOIN checklists l ON l.id = n.checklist_id").
		Select("n.*, p.number AS checkpoint_number, p.name AS checkpoint_name, s.name AS site_name, l.title AS checklist_title").Scopes(scope(ctx))
}

func (s *Service) listPlans(ctx context.Context, f PlanFilter, p page.Request) (page.Of[PlanView], error) {
	q := s.plans(ctx)
	for column, value := range map[string]string{"n.checkpoint_id": f.CheckpointID, "p.site_id": f.SiteID, "n.state": f.State} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	after, err := page.Decode(p.Cursor, 1)
	if err != nil {
		return page.Of[PlanView]{}, badCursor()
	}
	if after != nil {
		q = q.Where("n.id > ?", after[0])
	}
	var rows []listedPlan
	if err := q.Order("n.id").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[PlanView]{}, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(l listedPlan) []string { return []string{l.Base.ID} })
	return page.Map(cut, listedPlan.view), nil
}

func (s *Service) plan(ctx context.Context, planID string) (listedPlan, error) {
	var row listedPlan
	err := db.First(s.plans(ctx).Where("n.id = ?", planID), &row)
	return row, err
}

type listedTask struct {
	Base             taskRow `gorm:"embedded"`
	CheckpointNumber string
	CheckpointName   string
	SiteName         *string
	AreaName         *string
	ChecklistTitle   *string
	CurrentVersionID *string
	SupplierName     *string
}

func (l listedTask) view(ctx context.Context) TaskView {
	b := l.Base
	v := TaskView{ID: b.ID, DueOn: date.Day(b.DueOn), WindowStartAt: date.FromMillis(b.WindowStartAt), WindowEndAt: date.FromMillis(b.WindowEndAt),
		State: TaskState(b.State), Assignee: Assignee(b.Assignee), CheckpointID: b.CheckpointID, CheckpointNumber: l.CheckpointNumber,
		CheckpointName: l.CheckpointName, SiteID: b.SiteID, SiteName: text(l.SiteName), AreaName: text(l.AreaName), ChecklistID: b.ChecklistID,
		ChecklistTitle: text(l.ChecklistTitle), ChecklistVersionID: text(l.CurrentVersionID), InspectionID: b.InspectionID}
	if !authz.From(ctx).Blind() {
		v.SupplierName = text(l.SupplierName)
	}
	return v
}

// tasks is scoped by the task's own supplier and site: they stay what they were when
// a checkpoint moves to another contract.
func (s *Service) tasks(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("tasks t").Joins("JOIN checkpoints p ON p.id = t.checkpoint_id").
		Joins("LEFT JOIN sites s ON s.id = t.site_id").Joins("LEFT JOIN areas a ON a.id = p.area_id").
		Joins("LEFT JOIN checklists l ON l.id = t.checklist_id").Joins("LEFT JOIN suppliers u ON u.id = t.supplier_id").
		Select("t.*, p.number AS checkpoint_number, p.name AS checkpoint_name, s.name AS site_name, a.name AS area_name, " +
			"l.title AS checklist_title, l.current_version_id, u.name AS supplier_name").
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "t.supplier_id", Site: "t.site_id"}))
}

// between narrows to the days from..to. The window of a task lies inside its day, so
// the day is asked for in the column the lists are ordered by.
func (s *Service) between(q *gorm.DB, from, to date.Day) *gorm.DB {
	zone := s.clock.Zone()
	return q.Where("t.window_start_at >= ? AND t.window_start_at < ?", date.Millis(from.At(zone, 0, 0)), date.Millis(to.AddDays(1).At(zone, 0, 0)))
}

func views(ctx context.Context, rows []listedTask) []TaskView {
	out := make([]TaskView, len(rows))
	for i, r := range rows {
		out[i] = r.view(ctx)
	}
	return out
}
