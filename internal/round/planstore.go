package round

import (
	"context"

	"gorm.io/gorm"

	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// PlanFilter narrows the list of plans.
type PlanFilter struct{ CheckpointID, RouteID, SiteID, SupplierID, State string }

type listedPlan struct {
	Base            planRow `gorm:"embedded"`
	RouteName       string
	SiteID          string
	SiteName        *string
	RouteSupplierID string
	SupplierName    *string
	ChecklistTitle  *string
	StopCount       int
	TeamName        *string
	PersonName      *string
}

func (l listedPlan) view(ctx context.Context) PlanView {
	p := l.Base.plan()
	v := PlanView{ID: p.ID, Name: p.Name, RouteID: p.RouteID, RouteName: l.RouteName, StopCount: l.StopCount, SiteID: l.SiteID, SiteName: text(l.SiteName),
		ChecklistID: p.ChecklistID, ChecklistTitle: text(l.ChecklistTitle), RRule: p.RRule, Windows: p.Windows, Calendar: p.Calendar, OnRestDay: p.OnRestDay,
		Assignee: p.Assignee, Who: whoView(ctx, p.Who, p.Assignee, l.TeamName, l.PersonName), StartsOn: p.StartsOn, EndsOn: p.EndsOn, State: p.State, Version: p.Version}
	if !authz.From(ctx).Blind() {
		v.SupplierID, v.SupplierName = l.RouteSupplierID, text(l.SupplierName)
	}
	return v
}

// whoView names whom a plan or task asks. A third party learns no names of the
// supplier's people, which would tell whose work it judges.
func whoView(ctx context.Context, w Who, side Assignee, names ...*string) WhoView {
	v := WhoView{Kind: w.Kind, ID: w.ID}
	if side == BySupplier && authz.From(ctx).Blind() {
		v.ID = ""
		return v
	}
	for _, name := range names {
		v.Name += text(name)
	}
	return v
}

func joinWho(t string) string {
	return "LEFT JOIN teams g ON " + t + ".who_kind = 'team' AND g.id = " + t + ".who_id LEFT JOIN users h ON " + t + ".who_kind = 'person' AND h.id = " + t + ".who_id"
}

func (s *Service) plans(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("inspection_plans n").Joins("JOIN routes r ON r.id = n.route_id").
		Joins("LEFT JOIN sites s ON s.id = r.site_id").Joins("LEFT JOIN suppliers u ON u.id = r.supplier_id").
		Joins("LEFT JOIN checklists l ON l.id = n.checklist_id").Joins(joinWho("n")).
		Select("n.*, r.name AS route_name, r.site_id, s.name AS site_name, r.supplier_id AS route_supplier_id, u.name AS supplier_name, " +
			"l.title AS checklist_title, g.name AS team_name, h.display_name AS person_name, " +
			"(SELECT COUNT(*) FROM route_stops x WHERE x.route_id = r.id) AS stop_count").Scopes(routeScope(ctx))
}

func (s *Service) listPlans(ctx context.Context, f PlanFilter, p page.Request) (page.Of[PlanView], error) {
	if authz.From(ctx).Blind() && f.SupplierID != "" {
		return page.Of[PlanView]{Items: []PlanView{}}, nil // asking by supplier would tell the supplier
	}
	q := s.plans(ctx)
	for column, value := range map[string]string{"n.route_id": f.RouteID, "r.site_id": f.SiteID, "r.supplier_id": f.SupplierID, "n.state": f.State} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if f.CheckpointID != "" {
		q = q.Where("EXISTS (SELECT 1 FROM route_stops y WHERE y.route_id = r.id AND y.checkpoint_id = ?)", f.CheckpointID)
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
	return page.Map(cut, func(l listedPlan) PlanView { return l.view(ctx) }), nil
}

// plan reads a plan as it is listed, scoped.
func (s *Service) plan(ctx context.Context, planID string) (listedPlan, error) {
	var row listedPlan
	err := db.First(s.plans(ctx).Where("n.id = ?", planID), &row)
	return row, err
}

// planRow reads a plan whoever asks; locked for whoever is about to change it or its tasks.
func (s *Service) planRow(ctx context.Context, planID string, lock bool) (planRow, error) {
	var row planRow
	q := s.db.Conn(ctx)
	if lock {
		q = s.locked(ctx)
	}
	err := db.First(q.Where("id = ?", planID), &row)
	return row, err
}
