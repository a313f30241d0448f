package round

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// maxRounds bounds the board of a day.
const maxRounds = 1000

// RoundFilter narrows the rounds of a day; today without one.
type RoundFilter struct {
	Day                                   date.Day
	SiteID, SupplierID, Assignee, RouteID string
}

type roundRow struct {
	PlanID        string
	PlanName      *string
	RouteID       string
	RouteName     *string
	SiteName      *string
	SupplierName  *string
	Assignee      string
	WhoKind       string
	WhoID         string
	TeamName      *string
	PersonName    *string
	WindowName    string
	WindowStartAt int64
	WindowEndAt   int64
	Due           int
	Done          int
	Late          int
	Missed        int
	Open          int
	NextPosition  *int
}

// Rounds returns each walk along a route in a window of a day: how far it has come and
// the first stop that is still open.
func (s *Service) Rounds(ctx context.Context, f RoundFilter) ([]RoundView, error) {
	if f.Day == "" {
		f.Day = clock.Today(s.clock)
	}
	if authz.From(ctx).Blind() && f.SupplierID != "" {
		return []RoundView{}, nil // asking by supplier would tell the supplier
	}
	q := s.between(s.standing(ctx), f.Day, f.Day).Where("t.source = ?", string(FromPlan)) // a spot check is no walk
	for column, value := range map[string]string{"t.site_id": f.SiteID, "t.supplier_id": f.SupplierID, "t.assignee": f.Assignee, "t.route_id": f.RouteID} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	var rows []roundRow
	err := q.Joins("LEFT JOIN inspection_plans n ON n.id = t.plan_id").Joins("LEFT JOIN routes r ON r.id = t.route_id").
		Joins("LEFT JOIN sites s ON s.id = t.site_id").Joins("LEFT JOIN suppliers u ON u.id = r.supplier_id").Joins(joinWho("t")).
		Select("t.plan_id, t.route_id, t.assignee, t.who_kind, t.who_id, t.window_name, t.window_start_at, t.window_end_at, MAX(n.name) AS plan_name, " +
			"MAX(r.name) AS route_name, MAX(s.name) AS site_name, MAX(u.short_name) AS supplier_name, MAX(g.name) AS team_name, MAX(h.display_name) AS person_name, " +
			"COUNT(*) AS due, SUM(CASE WHEN t.state = 'done' THEN 1 ELSE 0 END) AS done, SUM(CASE WHEN t.state = 'late' THEN 1 ELSE 0 END) AS late, " +
			"SUM(CASE WHEN t.state = 'missed' THEN 1 ELSE 0 END) AS missed, SUM(CASE WHEN t.state = 'open' THEN 1 ELSE 0 END) AS open, " +
			"MIN(CASE WHEN t.state = 'open' THEN t.position END) AS next_position").
		Group("t.plan_id, t.route_id, t.assignee, t.who_kind, t.who_id, t.window_name, t.window_start_at, t.window_end_at").
		Order("t.window_start_at, t.window_end_at, t.plan_id").Limit(maxRounds).Scan(&rows).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	names, err := s.stopNames(ctx, f.Day)
	if err != nil {
		return nil, err
	}
	out := make([]RoundView, len(rows))
	for i, r := range rows {
		out[i] = RoundView{PlanID: r.PlanID, PlanName: text(r.PlanName), RouteID: r.RouteID, RouteName: text(r.RouteName), SiteName: text(r.SiteName),
			Assignee: Assignee(r.Assignee), Who: whoView(ctx, Who{WhoKind(r.WhoKind), r.WhoID}, Assignee(r.Assignee), r.TeamName, r.PersonName),
			WindowName: r.WindowName, WindowStartAt: date.FromMillis(r.WindowStartAt), WindowEndAt: date.FromMillis(r.WindowEndAt),
			Due: r.Due, Done: r.Done, Late: r.Late, Missed: r.Missed, Open: r.Open}
		if r.NextPosition != nil {
			out[i].NextName = names[at{r.PlanID, r.WindowStartAt, *r.NextPosition}]
		}
		if !authz.From(ctx).Blind() {
			out[i].SupplierName = text(r.SupplierName)
		}
	}
	return out, nil
}

// at tells a task of a round.
type at struct {
	planID   string
	start    int64
	position int
}

// stopNames returns the names of the places that are still open on a day.
func (s *Service) stopNames(ctx context.Context, day date.Day) (map[at]string, error) {
	var rows []struct {
		PlanID        string
		WindowStartAt int64
		Position      int
		Name          string
	}
	err := s.between(s.standing(ctx), day, day).Joins("JOIN checkpoints p ON p.id = t.checkpoint_id").Where("t.state = ?", string(TaskOpen)).
		Select("t.plan_id, t.window_start_at, t.position, p.name").Scan(&rows).Error
	out := make(map[at]string, len(rows))
	for _, r := range rows {
		out[at{r.PlanID, r.WindowStartAt, r.Position}] = r.Name
	}
	return out, db.Fault(err)
}
