package round

import (
	"context"
	"fmt"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
)

// ListRoutes returns routes in the order they were made.
func (s *Service) ListRoutes(ctx context.Context, f RouteFilter, p page.Request) (page.Of[RouteView], error) {
	return s.listRoutes(ctx, f, p)
}

// Route returns a route with its stops in walking order.
func (s *Service) Route(ctx context.Context, routeID string) (RouteDetail, error) {
	var row listedRoute
	if err := db.First(s.routes(ctx).Where("r.id = ?", routeID), &row); err != nil {
		return RouteDetail{}, err
	}
	out := RouteDetail{RouteView: row.view(ctx), Stops: []StopView{}}
	err := s.db.Conn(ctx).Table("route_stops x").Joins("JOIN checkpoints p ON p.id = x.checkpoint_id").Joins("LEFT JOIN areas a ON a.id = p.area_id").
		Select("x.position, p.id AS checkpoint_id, p.number, p.name, COALESCE(a.name, '') AS area_name, p.state, "+
			"COALESCE((SELECT l.title FROM checkpoint_checklists c JOIN checklists l ON l.id = c.checklist_id WHERE c.checkpoint_id = p.id AND c.position = 0), '') AS checklist_title").
		Where("x.route_id = ?", routeID).Order("x.position").Scan(&out.Stops).Error
	return out, db.Fault(err)
}

// CreateRoute adds a route along checkpoints of one site. Its supplier is that of all
// stops, none if they differ.
func (s *Service) CreateRoute(ctx context.Context, r Route) (RouteDetail, error) {
	r.ID, r.State, r.Version, r.ChangedAt = id.New(), Active, 1, s.clock.Now()
	if err := r.check(); err != nil {
		return RouteDetail{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		stops, err := s.walkable(ctx, r, "")
		if err != nil {
			return err
		}
		r.SiteID, r.SupplierID = stops[0].SiteID, ownerOf(stops)
		row := routeRow{r.ID, r.SiteID, r.SupplierID, r.Name, r.State, date.Millis(r.ChangedAt), 1}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return db.Fault(err)
		}
		if err := s.replaceStops(ctx, r); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actRouteCreate, Target: "route", TargetID: r.ID, After: r})
	})
	if err != nil {
		return RouteDetail{}, db.Fault(err)
	}
	return s.Route(ctx, r.ID)
}

// walkable returns the stops of a route, which must be checkpoints in use that the
// actor may see, all of one site.
func (s *Service) walkable(ctx context.Context, r Route, siteID string) ([]stop, error) {
	stops, err := s.stopsOf(ctx, r.Stops)
	if err != nil {
		return nil, err
	}
	known := make(map[string]stop, len(stops))
	for _, at := range stops {
		known[at.CheckpointID] = at
	}
	for i, checkpointID := range r.Stops {
		field := fmt.Sprintf("checkpointIds[%d]", i)
		at, ok := known[checkpointID]
		if siteID == "" {
			siteID = at.SiteID
		}
		switch {
		case !ok:
			return nil, fault.Invalid("checkpoint_unknown", field, "There is no such checkpoint.")
		case at.State != Active:
			return nil, fault.Invalid("checkpoint_retired", field, "The checkpoint is retired.")
		case at.SiteID != siteID:
			return nil, fault.Invalid("site_mismatch", field, "The stops of a route lie at one site.")
		}
	}
	return stops, nil
}

// RouteChange holds what a PATCH may set; nil leaves a field.
type RouteChange struct {
	Name  *string
	Stops []string
}

// UpdateRoute changes a route. The tasks of its plans follow: those that are open and
// whose window has not begun.
func (s *Service) UpdateRoute(ctx context.Context, routeID string, version int, ch RouteChange) (RouteDetail, error) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.lockRoute(ctx, routeID)
		if err != nil {
			return err
		}
		if err := before.mayChange(); err != nil {
			return err
		}
		if before.Version != version {
			return fault.Stale()
		}
		after := before
		set(&after.Name, ch.Name)
		if ch.Stops != nil {
			after.Stops = ch.Stops
		}
		if err := after.check(); err != nil {
			return err
		}
		if ch.Stops != nil {
			stops, err := s.walkable(ctx, after, before.SiteID)
			if err != nil {
				return err
			}
			if err := s.plansFit(ctx, routeID, ownerOf(stops), stops); err != nil {
				return err
			}
		}
		return s.rewrite(ctx, before, after, nil)
	})
	if err != nil {
		return RouteDetail{}, db.Fault(err)
	}
	return s.Route(ctx, routeID)
}

// plansFit refuses stops along which a plan of the route could not be walked.
func (s *Service) plansFit(ctx context.Context, routeID, supplierID string, stops []stop) error {
	var rows []planRow
	if err := s.db.Conn(ctx).Where("route_id = ? AND state = ?", routeID, PlanActive).Order("id").Find(&rows).Error; err != nil {
		return db.Fault(err)
	}
	for _, r := range rows {
		if err := r.plan().fits(supplierID, stops); err != nil {
			f := fault.As(err)
			return fault.Invalid(f.Code, "checkpointIds", "The plan "+r.Name+": "+f.Message)
		}
	}
	return nil
}

// RetireRoute takes a route out of use; its plans stop with it.
func (s *Service) RetireRoute(ctx context.Context, routeID string) (RouteDetail, error) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.lockRoute(ctx, routeID)
		if err != nil {
			return err
		}
		if err := before.mayChange(); err != nil {
			return err
		}
		after := before
		after.State = Retired
		return s.rewrite(ctx, before, after, nil)
	})
	if err != nil {
		return RouteDetail{}, db.Fault(err)
	}
	return s.Route(ctx, routeID)
}
