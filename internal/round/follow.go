package round

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Retired takes a checkpoint that is out of use off its routes and takes back its open
// tasks. A route without stops is retired, and its plans stop.
func (s *Service) Retired(ctx context.Context, checkpointID string) error {
	return s.followed(ctx, checkpointID, func(ctx context.Context, r Route) error {
		after := r
		after.Stops = nil
		for _, stop := range r.Stops {
			if stop != checkpointID {
				after.Stops = append(after.Stops, stop)
			}
		}
		if len(after.Stops) == 0 {
			after.Stops, after.State = r.Stops, Retired
		}
		return s.rewrite(ctx, r, after, map[string]string{"checkpointRetired": checkpointID})
	}, s.withdrawAt)
}

// Changed brings routes and tasks to what a changed checkpoint says: another contract
// brings another supplier. A route whose checkpoints go over to a new supplier one by
// one stays walkable on the way: each task belongs to whoever has its checkpoint.
func (s *Service) Changed(ctx context.Context, checkpointID string) error {
	return s.followed(ctx, checkpointID, func(ctx context.Context, r Route) error {
		stops, err := s.stops(ctx, r.ID)
		if err != nil {
			return err
		}
		if owner := ownerOf(stops); owner != r.SupplierID {
			err = db.Fault(s.db.Conn(ctx).Table("routes").Where("id = ?", r.ID).Updates(map[string]any{"supplier_id": owner, "version": r.Version + 1}).Error)
			if err != nil {
				return err
			}
		}
		return s.remakePlans(ctx, r.ID)
	}, s.takeFromFormer)
}

// takeFromFormer takes back the tasks of a place that now belongs to another contract,
// begun ones too: the supplier that leaves cannot do them any more. What it missed
// before stays.
func (s *Service) takeFromFormer(ctx context.Context, checkpointID string) error {
	var rows []taskRow
	err := s.locked(ctx).Where("checkpoint_id = ? AND state = ?", checkpointID, string(TaskOpen)).
		Where("contract_id <> (SELECT p.contract_id FROM checkpoints p WHERE p.id = ?)", checkpointID).Order("id").Find(&rows).Error
	if err != nil {
		return db.Fault(err)
	}
	return s.withdraw(ctx, rows...)
}

// followed runs a change over every route with the checkpoint. Whoever may change a
// place changes what hangs on it, seen or not.
func (s *Service) followed(ctx context.Context, checkpointID string, change func(context.Context, Route) error, last ...func(context.Context, string) error) error {
	var ids []string
	err := s.db.Conn(ctx).Table("route_stops x").Joins("JOIN routes r ON r.id = x.route_id AND r.state = ?", Active).
		Where("x.checkpoint_id = ?", checkpointID).Order("r.id").Pluck("r.id", &ids).Error
	if err != nil {
		return db.Fault(err)
	}
	for _, routeID := range ids {
		r, err := s.lockRoute(authz.AsSystem(ctx, "checkpoint"), routeID)
		if err != nil {
			return err
		}
		if err := change(ctx, r); err != nil {
			return err
		}
	}
	for _, f := range last {
		if err := f(ctx, checkpointID); err != nil {
			return err
		}
	}
	return nil
}

// rewrite keeps a changed route and brings its plans' tasks to it, in the transaction
// of ctx. The tasks of a retired route are withdrawn with its plans.
func (s *Service) rewrite(ctx context.Context, before, after Route, why any) error {
	after.ChangedAt = s.clock.Now()
	action := actRouteUpdate
	if after.State == Retired {
		action = actRouteRetire
	}
	if err := s.replaceStops(ctx, after); err != nil {
		return err
	}
	stops, err := s.stops(ctx, after.ID)
	if err != nil {
		return err
	}
	if after.SupplierID = ownerOf(stops); after.State == Retired {
		after.SupplierID = before.SupplierID
	}
	err = db.Changed(s.db.Conn(ctx).Table("routes").Where("id = ? AND version = ?", after.ID, before.Version).Updates(map[string]any{
		"name": after.Name, "supplier_id": after.SupplierID, "state": after.State, "changed_at": date.Millis(after.ChangedAt), "version": before.Version + 1}))
	if err != nil {
		return err
	}
	if after.State == Retired {
		err = s.db.Conn(ctx).Table("inspection_plans").Where("route_id = ? AND state = ?", after.ID, PlanActive).
			Updates(map[string]any{"state": PlanStopped, "changed_at": date.Millis(after.ChangedAt)}).Error
		if err != nil {
			return db.Fault(err)
		}
	}
	if err := s.remakePlans(ctx, after.ID); err != nil {
		return err
	}
	if why == nil {
		why = after
	}
	return s.log.Record(ctx, audit.Entry{Action: action, Target: "route", TargetID: after.ID, Before: before, After: why})
}

// remakePlans brings the tasks of every plan of a route to what it says now.
func (s *Service) remakePlans(ctx context.Context, routeID string) error {
	var ids []string
	if err := s.db.Conn(ctx).Table("inspection_plans").Where("route_id = ?", routeID).Order("id").Pluck("id", &ids).Error; err != nil {
		return db.Fault(err)
	}
	for _, planID := range ids {
		if _, err := s.remake(ctx, planID, false); err != nil {
			return err
		}
	}
	return nil
}
