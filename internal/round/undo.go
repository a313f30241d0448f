package round

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/db"
)

// Undo takes back that an inspection did a task, in the transaction of ctx, and returns
// the facts to append: the record turned out to be false. The task is missed, or open
// again while it still counts. A task that the inspection did not do is left alone.
func (s *Service) Undo(ctx context.Context, taskID, inspectionID string) ([]ledger.Fact, error) {
	var rows []taskRow
	if err := s.locked(ctx).Where("id = ? AND inspection_id = ? AND state IN ?", taskID, inspectionID, []string{string(TaskDone), string(TaskLate)}).
		Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, db.Fault(err)
	}
	row, next := rows[0], TaskMissed
	if date.FromMillis(row.ClosesAt).After(s.clock.Now()) {
		next = TaskOpen // there is still time to do it
	}
	err := s.db.Conn(ctx).Table("tasks").Where("id = ?", taskID).
		Updates(map[string]any{"state": string(next), "inspection_id": "", "completed_at": nil}).Error
	if err != nil || Assignee(row.Assignee) != BySupplier {
		return nil, db.Fault(err)
	}
	kind := ledger.TaskDone
	if TaskState(row.State) == TaskLate {
		kind = ledger.TaskLate
	}
	facts, err := s.reversals(ctx, taskID, kind)
	if missed, _ := row.fact(ledger.TaskMissed); next == TaskMissed {
		facts = append(facts, missed)
	}
	return facts, err
}
