package inspection

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Withdraw makes a record count no longer, in the transaction of ctx: the facts of its
// items and of the whole are reversed, and the task it did is missed. The record stays
// and is read as before; findings it opened stay too. A record that was withdrawn
// before is left alone.
func (s *Service) Withdraw(ctx context.Context, inspectionID string) error {
	done := s.db.Conn(ctx).Exec("UPDATE inspections SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL", date.Millis(s.clock.Now()), inspectionID)
	if done.Error != nil || done.RowsAffected == 0 {
		return db.Fault(done.Error)
	}
	var items []string
	if err := s.db.Conn(ctx).Table("observations").Where("inspection_id = ?", inspectionID).Pluck("id", &items).Error; err != nil {
		return db.Fault(err)
	}
	// Whoever decided may see the record; what hangs on it is taken back whole.
	system := authz.AsSystem(ctx, "withdraw")
	facts, err := s.ledger.OfRecords(system, refObservation, items)
	if err != nil {
		return err
	}
	whole, err := s.ledger.OfRecord(system, refInspection, inspectionID)
	if err != nil {
		return err
	}
	var back []ledger.Fact
	for _, f := range append(facts, whole...) {
		if f.Count > 0 {
			back = append(back, f.Reversal())
		}
	}
	var task []string
	if err := s.db.Conn(ctx).Table("inspections").Where("id = ?", inspectionID).Pluck("task_id", &task).Error; err != nil {
		return db.Fault(err)
	}
	if len(task) > 0 && task[0] != "" {
		undone, err := s.rounds.Undo(ctx, task[0], inspectionID)
		if err != nil {
			return err
		}
		back = append(back, undone...)
	}
	_, err = s.ledger.Append(ctx, back...)
	return err
}
