package finding

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
)

// overdueBatch bounds one transaction of the job.
const overdueBatch = 200

// MarkOverdue notes every finding that passed its due date unanswered, once in its
// life, and returns how many it noted. It may run any number of times, on several
// replicas at once.
func (s *Service) MarkOverdue(ctx context.Context) (int, error) {
	total := 0
	for {
		var rows []findingRow
		err := s.db.Conn(ctx).Table("findings f").Scopes(scope(ctx)).
			Where("f.state IN ? AND f.overdue_at IS NULL AND f.due_at <= ?", []State{Open, Returned}, date.Millis(s.clock.Now())).
			Order("f.due_on, f.id").Limit(overdueBatch).Scan(&rows).Error
		if err != nil {
			return total, db.Fault(err)
		}
		for _, row := range rows {
			marked, err := s.markOverdue(ctx, row.finding())
			if err != nil {
				return total, db.Fault(err)
			}
			if marked {
				total++
			}
		}
		if len(rows) < overdueBatch {
			return total, nil
		}
	}
}

// markOverdue notes one finding. The guarded update is what makes it once: whoever
// changes no row appends no fact.
func (s *Service) markOverdue(ctx context.Context, f Finding) (marked bool, err error) {
	now := date.Millis(s.clock.Now())
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		result := s.db.Conn(ctx).Table("findings").
			Where("id = ? AND overdue_at IS NULL AND state IN ? AND due_at <= ?", f.ID, []State{Open, Returned}, now).
			Updates(map[string]any{"overdue_at": now})
		marked = result.RowsAffected == 1
		if result.Error != nil || !marked {
			return result.Error
		}
		if _, err := s.ledger.Append(ctx, f.overdueFact()); err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: actOverdue, Target: refFinding, TargetID: f.ID, After: map[string]any{"dueOn": f.DueOn}})
	})
	return marked, err
}
