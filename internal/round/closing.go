package round

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// batchSize bounds the tasks of one transaction, so that submissions do not wait
// behind a whole day's planning.
const batchSize = 200

// CountDue tells the ledger of every task whose day has begun that it is due, each
// once, and returns how many it told of. A task of tomorrow is no fact yet: its plan
// may still change.
func (s *Service) CountDue(ctx context.Context) (int, error) {
	today := string(clock.Today(s.clock))
	return s.inBatches(ctx, func(ctx context.Context) (int, error) {
		rows, err := s.openTasks(ctx, "counted = ? AND due_on <= ?", false, today)
		if err != nil || len(rows) == 0 {
			return 0, err
		}
		_, err = s.ledger.Append(ctx, factsOf(rows, ledger.TaskDue)...)
		if err == nil {
			err = s.mark(ctx, rows, map[string]any{"counted": true})
		}
		return len(rows), err
	})
}

// CloseMissed marks every open task whose time is over as missed, each once, and
// returns how many.
func (s *Service) CloseMissed(ctx context.Context) (int, error) {
	now := date.Millis(s.clock.Now())
	return s.inBatches(ctx, func(ctx context.Context) (int, error) {
		rows, err := s.openTasks(ctx, "closes_at <= ?", now)
		if err != nil || len(rows) == 0 {
			return 0, err
		}
		facts := factsOf(rows, ledger.TaskMissed)
		for _, r := range rows {
			if !r.Counted { // the server stood still when the day began
				facts = append(facts, factsOf([]taskRow{r}, ledger.TaskDue)...)
			}
		}
		if _, err := s.ledger.Append(ctx, facts...); err != nil {
			return 0, err
		}
		if err := s.mark(ctx, rows, map[string]any{"state": string(TaskMissed), "counted": true}); err != nil {
			return 0, err
		}
		return len(rows), s.log.Record(ctx, audit.Entry{Action: actClose, Target: "task_day", TargetID: rows[len(rows)-1].DueOn, After: map[string]int{"missed": len(rows)}})
	})
}

// inBatches runs one transaction after the other until one has less than a batch to do.
func (s *Service) inBatches(ctx context.Context, batch func(ctx context.Context) (int, error)) (int, error) {
	for total := 0; ; {
		n := 0
		err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
			n, err = batch(ctx)
			return err
		})
		if total += n; err != nil || n < batchSize {
			return total, db.Fault(err)
		}
	}
}

// openTasks locks a batch of open tasks, so that a submission that arrives now is
// either before or after and never both.
func (s *Service) openTasks(ctx context.Context, where string, args ...any) (rows []taskRow, err error) {
	err = s.locked(ctx).Where("state = ?", string(TaskOpen)).Where(where, args...).Order("id").Limit(batchSize).Find(&rows).Error
	return rows, db.Fault(err)
}

func (s *Service) mark(ctx context.Context, rows []taskRow, values map[string]any) error {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return db.Fault(s.db.Conn(ctx).Table("tasks").Where("id IN ?", ids).Updates(values).Error)
}

func factsOf(rows []taskRow, kind ledger.Kind) []ledger.Fact {
	var out []ledger.Fact
	for _, r := range rows {
		if f, counts := r.fact(kind); counts {
			out = append(out, f)
		}
	}
	return out
}

// Complete gives a task to the inspection that did it, in the transaction of ctx, and
// returns the facts to append. next is what Task.Finish said. Of two inspections at
// once one wins; the other gets 409 task_already_done. A task that had been marked as
// missed takes the miss back: the record was on a phone without signal.
func (s *Service) Complete(ctx context.Context, t Task, next TaskState, inspectionID string, at int64) ([]ledger.Fact, error) {
	done := s.db.Conn(ctx).Exec("UPDATE tasks SET state = ?, inspection_id = ?, completed_at = ? WHERE id = ? AND state = ?",
		string(next), inspectionID, at, t.ID, string(t.State))
	if done.Error != nil {
		return nil, db.Fault(done.Error)
	}
	row, err := s.task(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	if done.RowsAffected == 0 {
		if t.State == TaskOpen && TaskState(row.State) == TaskMissed { // it was closed a moment ago
			t.State = TaskMissed
			return s.Complete(ctx, t, next, inspectionID, at)
		}
		return nil, AlreadyDone()
	}
	kind := ledger.TaskDone
	if next == TaskLate {
		kind = ledger.TaskLate
	}
	facts := factsOf([]taskRow{row}, kind)
	if !row.Counted { // done before the day's tasks were counted
		facts = append(facts, factsOf([]taskRow{row}, ledger.TaskDue)...)
		if err := s.mark(ctx, []taskRow{row}, map[string]any{"counted": true}); err != nil {
			return nil, err
		}
	}
	if t.State != TaskMissed || len(facts) == 0 {
		return facts, nil
	}
	back, err := s.reversals(ctx, t.ID, ledger.TaskMissed)
	return append(back, facts...), err
}

func (s *Service) task(ctx context.Context, taskID string) (taskRow, error) {
	var row taskRow
	err := db.First(s.db.Conn(ctx).Where("id = ?", taskID), &row)
	return row, err
}
