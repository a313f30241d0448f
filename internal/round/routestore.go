package round

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// routeScope is who may see a route; r is its alias. A route of several suppliers is
// the agency's alone.
func routeScope(ctx context.Context) func(*gorm.DB) *gorm.DB {
	return authz.Rows(ctx, authz.Columns{Supplier: "r.supplier_id", Site: "r.site_id"})
}

// lockRoute reads a route for a change, scoped.
func (s *Service) lockRoute(ctx context.Context, routeID string) (Route, error) {
	var r routeRow
	if err := db.First(s.locked(ctx).Table("routes r").Where("r.id = ?", routeID).Scopes(routeScope(ctx)), &r); err != nil {
		return Route{}, err
	}
	out := Route{ID: r.ID, SiteID: r.SiteID, SupplierID: r.SupplierID, Name: r.Name, State: r.State, ChangedAt: date.FromMillis(r.ChangedAt), Version: r.Version}
	err := s.db.Conn(ctx).Table("route_stops").Where("route_id = ?", routeID).Order("position").Pluck("checkpoint_id", &out.Stops).Error
	return out, db.Fault(err)
}

func (s *Service) replaceStops(ctx context.Context, r Route) error {
	if err := s.db.Conn(ctx).Where("route_id = ?", r.ID).Delete(&stopRow{}).Error; err != nil {
		return db.Fault(err)
	}
	rows := make([]stopRow, len(r.Stops))
	for i, c := range r.Stops {
		rows[i] = stopRow{r.ID, i + 1, c}
	}
	return db.Fault(s.db.Conn(ctx).Create(&rows).Error)
}

const stopColumns = "p.id AS checkpoint_id, p.name, p.state, p.site_id, p.supplier_id, p.contract_id, p.category, " +
	"COALESCE(k.starts_on, '') AS starts_on, COALESCE(k.ends_on, '') AS ends_on, k.terminated_on"

// stops returns the stops of a route in walking order.
func (s *Service) stops(ctx context.Context, routeID string) ([]stop, error) {
	var out []stop
	err := s.db.Conn(ctx).Table("route_stops x").Select("x.position, "+stopColumns).Joins("JOIN checkpoints p ON p.id = x.checkpoint_id").
		Joins("LEFT JOIN contracts k ON k.id = p.contract_id").Where("x.route_id = ?", routeID).Order("x.position").Scan(&out).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	return out, s.addLists(ctx, out)
}

// stopsOf returns the checkpoints of the ids that the actor may see, in that order.
func (s *Service) stopsOf(ctx context.Context, ids []string) ([]stop, error) {
	var out []stop
	err := s.db.Conn(ctx).Table("checkpoints p").Select(stopColumns).Joins("LEFT JOIN contracts k ON k.id = p.contract_id").Where("p.id IN ?", ids).
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "p.supplier_id", Site: "p.site_id"})).Scan(&out).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	slices.SortFunc(out, func(a, b stop) int { return slices.Index(ids, a.CheckpointID) - slices.Index(ids, b.CheckpointID) })
	return out, s.addLists(ctx, out)
}

func (s *Service) addLists(ctx context.Context, stops []stop) error {
	ids := make([]string, len(stops))
	at := make(map[string]*stop, len(stops))
	for i := range stops {
		ids[i] = stops[i].CheckpointID
		at[ids[i]] = &stops[i]
	}
	if len(ids) == 0 {
		return nil
	}
	var uses []struct{ CheckpointID, ChecklistID string }
	err := s.db.Conn(ctx).Table("checkpoint_checklists").Where("checkpoint_id IN ?", ids).Order("checkpoint_id, position").Scan(&uses).Error
	for _, u := range uses {
		at[u.CheckpointID].Checklists = append(at[u.CheckpointID].Checklists, u.ChecklistID)
	}
	return db.Fault(err)
}

// RouteFilter narrows the list of routes.
type RouteFilter struct{ Q, SiteID, SupplierID, State, CheckpointID string }

type listedRoute struct {
	Base         routeRow `gorm:"embedded"`
	SiteName     *string
	SupplierName *string
	StopCount    int
	PlanCount    int
}

func (l listedRoute) view(ctx context.Context) RouteView {
	b := l.Base
	v := RouteView{ID: b.ID, Name: b.Name, SiteID: b.SiteID, SiteName: text(l.SiteName), State: b.State, StopCount: l.StopCount, PlanCount: l.PlanCount, Version: b.Version}
	if !authz.From(ctx).Blind() {
		v.SupplierID, v.SupplierName = b.SupplierID, text(l.SupplierName)
	}
	return v
}

func (s *Service) routes(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("routes r").Joins("LEFT JOIN sites s ON s.id = r.site_id").Joins("LEFT JOIN suppliers u ON u.id = r.supplier_id").
		Select("r.*, s.name AS site_name, u.name AS supplier_name, (SELECT COUNT(*) FROM route_stops x WHERE x.route_id = r.id) AS stop_count, " +
			"(SELECT COUNT(*) FROM inspection_plans n WHERE n.route_id = r.id AND n.state = 'active') AS plan_count").Scopes(routeScope(ctx))
}

func (s *Service) listRoutes(ctx context.Context, f RouteFilter, p page.Request) (page.Of[RouteView], error) {
	if authz.From(ctx).Blind() && f.SupplierID != "" {
		return page.Of[RouteView]{Items: []RouteView{}}, nil // asking by supplier would tell the supplier
	}
	q := s.routes(ctx)
	for column, value := range map[string]string{"r.site_id": f.SiteID, "r.supplier_id": f.SupplierID, "r.state": f.State} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if f.CheckpointID != "" {
		q = q.Where("EXISTS (SELECT 1 FROM route_stops y WHERE y.route_id = r.id AND y.checkpoint_id = ?)", f.CheckpointID)
	}
	if f.Q != "" {
		like := authz.Like(f.Q)
		q = q.Where("(r.name LIKE ? ESCAPE '!' OR s.name LIKE ? ESCAPE '!')", like, like)
	}
	after, err := page.Decode(p.Cursor, 1)
	if err != nil {
		return page.Of[RouteView]{}, badCursor()
	}
	if after != nil {
		q = q.Where("r.id > ?", after[0])
	}
	var rows []listedRoute
	if err := q.Order("r.id").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[RouteView]{}, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(l listedRoute) []string { return []string{l.Base.ID} })
	return page.Map(cut, func(l listedRoute) RouteView { return l.view(ctx) }), nil
}
