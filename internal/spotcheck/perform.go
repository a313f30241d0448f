package spotcheck

import (
	"context"
	"encoding/hex"
	"io"
	"slices"

	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/round"
)

// seedBytes is the length of a seed.
const seedBytes = 32

// Draw gives a prepared draw its seed and makes the tasks, once. Refused: 403
// drawer_is_candidate; 404; 409 spot_check_decided, population_changed (a place, a
// contract, an inspector or a conflict of interest is not what it was: prepare anew).
func (s *Service) Draw(ctx context.Context, drawID string) (Detail, error) {
	if err := authz.May(ctx, permDraw); err != nil {
		return Detail{}, err
	}
	actor := authz.From(ctx).UserID
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		row, err := s.lock(ctx, drawID)
		if err != nil {
			return err
		}
		if State(row.State) != Prepared {
			return fault.Conflict("spot_check_decided", "This draw was made or cancelled already.")
		}
		p, _, _, err := s.gather(ctx, row.order(), row.PreparedBy)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(p.Inspectors, func(i Inspector) bool { return i.ID == actor }) {
			return fault.Forbidden("drawer_is_candidate", "Who may be drawn does not draw.")
		}
		if _, digest := p.Freeze(); digest != row.PopulationDigest || row.order().From < clock.Today(s.clock) {
			return fault.Conflict("population_changed", "What the draw is made from has changed since it was prepared, or its days have begun; prepare it anew.")
		}
		_, err = s.perform(ctx, row, p)
		return err
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, drawID)
}

// perform draws the seed, and by it the objects and inspectors, and makes their tasks.
func (s *Service) perform(ctx context.Context, row drawRow, p Population) ([]objectRow, error) {
	bytes := make([]byte, seedBytes)
	if _, err := io.ReadFull(s.random, bytes); err != nil {
		return nil, fault.Internal(err)
	}
	seed := hex.EncodeToString(bytes)
	drawn, ok := Pick(p, row.PopulationDigest, seed)
	if !ok {
		return nil, noInspector("")
	}
	objects, err := s.objects(ctx, row, drawn)
	if err != nil {
		return nil, err
	}
	if len(objects) > 0 {
		if err := s.db.Conn(ctx).CreateInBatches(objects, 100).Error; err != nil {
			return nil, db.Fault(err)
		}
	}
	err = db.Changed(s.db.Conn(ctx).Table("spot_checks").Where("id = ? AND state = ?", row.ID, string(Prepared)).Updates(map[string]any{
		"state": string(Finished), "seed": seed, "object_count": len(objects), "drawn_by": authz.From(ctx).UserID, "drawn_at": date.Millis(s.clock.Now())}))
	if err != nil {
		return nil, err
	}
	return objects, s.log.Record(ctx, audit.Entry{Action: actDraw, Target: "spot_check", TargetID: row.ID, Before: map[string]string{"populationDigest": row.PopulationDigest},
		After: map[string]any{"seed": seed, "drawn": len(objects)}})
}

// objects makes the rows and tasks of a result.
func (s *Service) objects(ctx context.Context, row drawRow, drawn []Drawn) ([]objectRow, error) {
	ids := make([]string, len(drawn))
	for i, d := range drawn {
		ids[i] = d.Place.CheckpointID
	}
	var places []struct{ ID, ContractID, Category string }
	if err := s.db.Conn(ctx).Table("checkpoints").Where("id IN ?", ids).Select("id, contract_id, category").Scan(&places).Error; err != nil {
		return nil, db.Fault(err)
	}
	out := make([]objectRow, len(drawn))
	spots := make([]round.Spot, len(drawn))
	for i, d := range drawn {
		at := places[slices.IndexFunc(places, func(p struct{ ID, ContractID, Category string }) bool { return p.ID == d.Place.CheckpointID })]
		out[i] = objectRow{ID: id.New(), SpotCheckID: row.ID, Position: i + 1, Stratum: d.Stratum, UnitKey: d.Unit, CheckpointID: d.Place.CheckpointID,
			ChecklistID: d.Place.ChecklistID, SupplierID: d.Place.SupplierID, ContractID: at.ContractID, SiteID: d.Place.SiteID, InspectorID: d.InspectorID}
		spots[i] = round.Spot{ID: out[i].ID, DrawID: row.ID, Position: i + 1, CheckpointID: d.Place.CheckpointID, ChecklistID: d.Place.ChecklistID,
			SupplierID: d.Place.SupplierID, ContractID: at.ContractID, SiteID: d.Place.SiteID, Category: vocab.Category(at.Category), InspectorID: d.InspectorID,
			From: date.Day(row.FromDay), To: date.Day(row.ToDay)}
	}
	tasks, err := s.rounds.Assign(ctx, spots)
	for i := range out {
		out[i].TaskID = tasks[i]
	}
	return out, err
}

// Cancel ends a draw before any of its checks was made; what was drawn stays on record.
// Refused: 403; 404; 409 spot_check_decided, spot_check_begun; 422 reason_too_short.
func (s *Service) Cancel(ctx context.Context, drawID, reason string) (Detail, error) {
	if err := authz.May(ctx, permDraw); err != nil {
		return Detail{}, err
	}
	reason, err := checkReason(reason)
	if err != nil {
		return Detail{}, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		row, err := s.lock(ctx, drawID)
		if err != nil {
			return err
		}
		if State(row.State) == Cancelled {
			return fault.Conflict("spot_check_decided", "This draw was cancelled already.")
		}
		tasks := []string{}
		if err := s.db.Conn(ctx).Table("spot_check_objects").Where("spot_check_id = ?", drawID).Pluck("task_id", &tasks).Error; err != nil {
			return db.Fault(err)
		}
		open, err := s.rounds.TakeBack(ctx, tasks...)
		if err != nil {
			return err
		}
		err = db.Changed(s.db.Conn(ctx).Table("spot_checks").Where("id = ? AND state = ?", drawID, row.State).Updates(map[string]any{
			"state": string(Cancelled), "cancelled_by": authz.From(ctx).UserID, "cancelled_at": date.Millis(s.clock.Now()), "reason": reason}))
		if err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actCancel, Target: "spot_check", TargetID: drawID, Before: map[string]string{"state": row.State},
			After: map[string]any{"reason": reason, "tasks": open}})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, drawID)
}

// lock reads a draw so that two people cannot decide about it at once.
func (s *Service) lock(ctx context.Context, drawID string) (drawRow, error) {
	var row drawRow
	q := s.db.Conn(ctx).Where("id = ?", drawID)
	if s.db.Dialect() == db.MySQL {
		q = q.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	return row, db.First(q, &row)
}
