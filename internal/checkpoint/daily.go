package checkpoint

import (
	"context"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// dailyBatch bounds the tasks of one transaction, so that submissions do not wait
// behind a whole day's planning.
const dailyBatch = 200

const refTask = "task"

// duePlan is a plan with what a task copies from its checkpoint, because tasks keep
// the supplier and site of their day.
type duePlan struct {
	Base       planRow `gorm:"embedded"`
	SupplierID string
	ContractID string
	SiteID     string
	Category   string
}

// MaterialiseDay makes the tasks of a day and their task_due facts, and returns how
// many were new. Doing it again makes nothing: a plan has one task a day. Plans of
// checkpoints whose contract does not cover the day make none.
func (s *Service) MaterialiseDay(ctx context.Context, day date.Day) (int, error) {
	var plans []duePlan
	err := s.db.Conn(ctx).Table("inspection_plans n").Select("n.*, p.supplier_id, p.contract_id, p.site_id, p.category").
		Joins("JOIN checkpoints p ON p.id = n.checkpoint_id AND p.state = 'active'").
		Joins("JOIN contracts k ON k.id = p.contract_id AND k.starts_on <= ? AND k.ends_on >= ?", string(day), string(day)).
		Where("n.state = ? AND n.starts_on <= ? AND (n.ends_on = '' OR n.ends_on >= ?)", PlanActive, string(day), string(day)).
		Where("(k.terminated_on IS NULL OR k.terminated_on > ?)", string(day)).
		Where("NOT EXISTS (SELECT 1 FROM tasks t WHERE t.plan_id = n.id AND t.due_on = ?)", string(day)).
		Order("n.id").Scan(&plans).Error
	if err != nil {
		return 0, db.Fault(err)
	}
	plans = slices.DeleteFunc(plans, func(p duePlan) bool {
		plan := p.Base.plan()
		_, end := plan.window(day, s.clock.Zone())
		return !plan.falls(day) || !end.After(plan.ChangedAt)
	})
	made := 0
	for batch := range slices.Chunk(plans, dailyBatch) {
		n := 0
		err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
			n, err = s.makeTasks(ctx, day, batch)
			return err
		})
		if db.IsDuplicate(err) {
			continue // another replica makes the same day
		}
		if err != nil {
			return made, db.Fault(err)
		}
		made += n
	}
	return made, nil
}

func (s *Service) makeTasks(ctx context.Context, day date.Day, plans []duePlan) (int, error) {
	ids := make([]string, len(plans))
	for i, p := range plans {
		ids[i] = p.Base.ID
	}
	var have []string
	if err := s.db.Conn(ctx).Table("tasks").Where("due_on = ? AND plan_id IN ?", string(day), ids).Pluck("plan_id", &have).Error; err != nil {
		return 0, err
	}
	var rows []taskRow
	var facts []ledger.Fact
	for _, p := range plans {
		if slices.Contains(have, p.Base.ID) {
			continue
		}
		start, end := p.Base.plan().window(day, s.clock.Zone())
		r := taskRow{ID: id.New(), PlanID: p.Base.ID, CheckpointID: p.Base.CheckpointID, ChecklistID: p.Base.ChecklistID, SupplierID: p.SupplierID,
			ContractID: p.ContractID, SiteID: p.SiteID, Category: p.Category, Assignee: p.Base.Assignee, DueOn: string(day),
			WindowStartAt: date.Millis(start), WindowEndAt: date.Millis(end), State: string(TaskOpen)}
		rows = append(rows, r)
		if f, counts := r.fact(ledger.TaskDue); counts {
			facts = append(facts, f)
		}
	}
	if len(rows) == 0 {
		return 0, nil
	}
	if err := s.db.Conn(ctx).CreateInBatches(rows, 100).Error; err != nil {
		return 0, err
	}
	if _, err := s.ledger.Append(ctx, facts...); err != nil {
		return 0, err
	}
	return len(rows), s.log.Record(ctx, audit.Entry{Action: actMaterialise, Target: "task_day", TargetID: string(day), After: map[string]int{"tasks": len(rows)}})
}

// fact returns the fact of a step of the task. A round the agency owes is no fact
// about the supplier: a supplier must not lose points because an inspector stayed
// away.
func (r taskRow) fact(kind ledger.Kind) (ledger.Fact, bool) {
	return ledger.Fact{Kind: kind, SupplierID: r.SupplierID, ContractID: r.ContractID, SiteID: r.SiteID, Category: vocab.Category(r.Category),
		OccurredOn: date.Day(r.DueOn), Count: 1, RefType: refTask, RefID: r.ID}, Assignee(r.Assignee) == BySupplier
}

// CloseDay marks the tasks of a day that nobody did as missed, each once, and returns
// how many. The day must be over: 409 day_not_over.
func (s *Service) CloseDay(ctx context.Context, day date.Day) (int, error) {
	if day >= clock.Today(s.clock) {
		return 0, fault.Conflict("day_not_over", "The day is not over.")
	}
	for missed := 0; ; {
		n := 0
		err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
			n, err = s.closeBatch(ctx, day)
			return err
		})
		missed += n
		if err != nil || n < dailyBatch {
			return missed, db.Fault(err)
		}
	}
}

func (s *Service) closeBatch(ctx context.Context, day date.Day) (int, error) {
	var rows []taskRow
	// The rows are locked, so that a submission that arrives now is either before or
	// after the miss and never both.
	if err := s.locked(ctx).Where("state = ? AND due_on = ?", string(TaskOpen), string(day)).Order("id").Limit(dailyBatch).Find(&rows).Error; err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		return 0, nil
	}
	ids := make([]string, len(rows))
	var facts []ledger.Fact
	for i, r := range rows {
		ids[i] = r.ID
		if f, counts := r.fact(ledger.TaskMissed); counts {
			facts = append(facts, f)
		}
	}
	err := s.db.Conn(ctx).Table("tasks").Where("id IN ? AND state = ?", ids, string(TaskOpen)).Updates(map[string]any{"state": string(TaskMissed)}).Error
	if err != nil {
		return 0, err
	}
	if _, err := s.ledger.Append(ctx, facts...); err != nil {
		return 0, err
	}
	return len(rows), s.log.Record(ctx, audit.Entry{Action: actCloseDay, Target: "task_day", TargetID: string(day), After: map[string]int{"missed": len(rows)}})
}

func (s *Service) locked(ctx context.Context) *gorm.DB {
	if s.db.Dialect() == db.MySQL {
		return s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"})
	}
	return s.db.Conn(ctx)
}

// withdrawTasks takes back the open tasks of a checkpoint that is retired: a check
// that cannot be made any more must not become a missed one.
func (s *Service) withdrawTasks(ctx context.Context, checkpointID string) error {
	var rows []taskRow
	if err := s.locked(ctx).Where("checkpoint_id = ? AND state = ?", checkpointID, string(TaskOpen)).Find(&rows).Error; err != nil {
		return db.Fault(err)
	}
	for _, r := range rows {
		if err := s.takeBack(ctx, r.ID, ledger.TaskDue); err != nil {
			return err
		}
		if err := s.db.Conn(ctx).Delete(&taskRow{ID: r.ID}).Error; err != nil {
			return db.Fault(err)
		}
	}
	return nil
}

// takeBack reverses the facts of one kind that a task has.
func (s *Service) takeBack(ctx context.Context, taskID string, kind ledger.Kind) error {
	reversals, err := s.reversals(ctx, taskID, kind)
	if err != nil {
		return err
	}
	_, err = s.ledger.Append(ctx, reversals...)
	return err
}

func (s *Service) reversals(ctx context.Context, taskID string, kind ledger.Kind) ([]ledger.Fact, error) {
	facts, err := s.ledger.OfRecord(ctx, refTask, taskID)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{} // back already: a task may be done, undone and done again
	for _, f := range facts {
		taken[f.Reverses] = true
	}
	var out []ledger.Fact
	for _, f := range facts {
		if f.Kind == kind && f.Count > 0 && !taken[f.ID] {
			out = append(out, f.Reversal())
		}
	}
	return out, nil
}
