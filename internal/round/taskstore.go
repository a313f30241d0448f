package round

import (
	"context"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/authz"
)

type listedTask struct {
	Base             taskRow `gorm:"embedded"`
	PlanName         *string
	RouteName        *string
	CheckpointNumber string
	CheckpointName   string
	SiteName         *string
	AreaName         *string
	ChecklistTitle   *string
	CurrentVersionID *string
	SupplierName     *string
	InspectorName    *string
	TeamName         *string
	PersonName       *string
	Mine             bool
}

func (l listedTask) view(ctx context.Context) TaskView {
	b := l.Base
	v := TaskView{ID: b.ID, PlanID: b.PlanID, PlanName: text(l.PlanName), RouteID: b.RouteID, RouteName: text(l.RouteName), Position: b.Position,
		DueOn: date.Day(b.DueOn), WindowName: b.WindowName, WindowStartAt: date.FromMillis(b.WindowStartAt), WindowEndAt: date.FromMillis(b.WindowEndAt),
		ClosesAt: date.FromMillis(b.ClosesAt), State: TaskState(b.State), Assignee: Assignee(b.Assignee), Source: Source(b.Source),
		Who: whoView(ctx, Who{WhoKind(b.WhoKind), b.WhoID}, Assignee(b.Assignee), l.TeamName, l.PersonName), Mine: l.Mine,
		CheckpointID: b.CheckpointID, CheckpointNumber: l.CheckpointNumber, CheckpointName: l.CheckpointName, SiteID: b.SiteID, SiteName: text(l.SiteName),
		AreaName: text(l.AreaName), ChecklistID: b.ChecklistID, ChecklistTitle: text(l.ChecklistTitle), ChecklistVersionID: text(l.CurrentVersionID),
		InspectionID: b.InspectionID}
	if v.Source == FromDraw {
		v.PlanID, v.RouteID = "", "" // it has neither
	}
	if b.CompletedAt != nil {
		at := date.FromMillis(*b.CompletedAt)
		v.CompletedAt = &at
	}
	if !authz.From(ctx).Blind() {
		v.SupplierName, v.InspectorName = text(l.SupplierName), text(l.InspectorName)
	}
	return v
}

// tasks is scoped by the task's own supplier and site: they stay what they were when
// a checkpoint moves to another contract.
func (s *Service) tasks(ctx context.Context) *gorm.DB {
	mine, args := s.mine(ctx)
	return s.standing(ctx).Joins("JOIN checkpoints p ON p.id = t.checkpoint_id").
		Joins("LEFT JOIN inspection_plans n ON n.id = t.plan_id").Joins("LEFT JOIN routes r ON r.id = t.route_id").
		Joins("LEFT JOIN sites s ON s.id = t.site_id").Joins("LEFT JOIN areas a ON a.id = p.area_id").
		Joins("LEFT JOIN checklists l ON l.id = t.checklist_id").Joins("LEFT JOIN suppliers u ON u.id = t.supplier_id").
		Joins("LEFT JOIN inspections i ON i.id = t.inspection_id").Joins("LEFT JOIN users w ON w.id = i.inspector_id").Joins(joinWho("t")).
		Select("t.*, n.name AS plan_name, r.name AS route_name, p.number AS checkpoint_number, p.name AS checkpoint_name, s.name AS site_name, a.name AS area_name, "+
			"l.title AS checklist_title, l.current_version_id, u.name AS supplier_name, w.display_name AS inspector_name, g.name AS team_name, "+
			"h.display_name AS person_name, "+mine+" AS mine", args...)
}

// standing are the tasks in the actor's reach that were not withdrawn.
func (s *Service) standing(ctx context.Context) *gorm.DB {
	where, args := Shown(ctx, "t")
	return s.db.Conn(ctx).Table("tasks t").Where("t.state <> ?", string(TaskWithdrawn)).Where(where, args...).
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "t.supplier_id", Site: "t.site_id"}))
}

// between narrows to the days from..to. The window of a task begins on its day, so the
// day is asked for in the column the lists are ordered by.
func (s *Service) between(q *gorm.DB, from, to date.Day) *gorm.DB {
	zone := s.clock.Zone()
	return q.Where("t.window_start_at >= ? AND t.window_start_at < ?", date.Millis(from.At(zone, 0, 0)), date.Millis(to.AddDays(1).At(zone, 0, 0)))
}

// ongoing narrows to the tasks of a day and those of the night before that still count.
func (s *Service) ongoing(q *gorm.DB, day date.Day) *gorm.DB {
	zone := s.clock.Zone()
	midnight := date.Millis(day.At(zone, 0, 0))
	return q.Where("t.window_start_at >= ? AND t.window_start_at < ? AND (t.window_start_at >= ? OR t.closes_at > ?)",
		date.Millis(day.AddDays(-1).At(zone, 0, 0)), date.Millis(day.AddDays(1).At(zone, 0, 0)), midnight, date.Millis(s.clock.Now()))
}

func views(ctx context.Context, rows []listedTask) []TaskView {
	out := make([]TaskView, len(rows))
	for i, r := range rows {
		out[i] = r.view(ctx)
	}
	return out
}
