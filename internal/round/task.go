package round

import (
	"context"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// TaskFilter narrows the list of tasks. Without days it means today.
type TaskFilter struct {
	From, To                            date.Day
	State, SiteID, SupplierID, Assignee string
}

// Tasks returns tasks by the start of their windows.
func (s *Service) Tasks(ctx context.Context, f TaskFilter, p page.Request) (page.Of[TaskView], error) {
	today := clock.Today(s.clock)
	switch {
	case f.From == "" && f.To == "":
		f.From, f.To = today, today
	case f.From == "":
		f.From = f.To.AddDays(-366)
	case f.To == "":
		f.To = f.From.AddDays(366)
	}
	if authz.From(ctx).Blind() && f.SupplierID != "" {
		return page.Of[TaskView]{Items: []TaskView{}}, nil // asking by supplier would tell the supplier
	}
	q := s.between(s.tasks(ctx), f.From, f.To)
	for column, value := range map[string]string{"t.state": f.State, "t.site_id": f.SiteID, "t.supplier_id": f.SupplierID, "t.assignee": f.Assignee} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	after, err := page.Decode(p.Cursor, 2)
	if err != nil {
		return page.Of[TaskView]{}, badCursor()
	}
	if after != nil {
		at, err := time.Parse(time.RFC3339Nano, after[0])
		if err != nil {
			return page.Of[TaskView]{}, badCursor()
		}
		q = q.Where("(t.window_start_at > ? OR (t.window_start_at = ? AND t.id > ?))", date.Millis(at), date.Millis(at), after[1])
	}
	var rows []listedTask
	if err := q.Order("t.window_start_at, t.id").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[TaskView]{}, db.Fault(err)
	}
	return page.Cut(views(ctx, rows), p.Size(), func(v TaskView) []string {
		return []string{v.WindowStartAt.Format(time.RFC3339Nano), v.ID}
	}), nil
}

// tasksAt returns today's tasks of a checkpoint.
func (s *Service) tasksAt(ctx context.Context, checkpointID string) ([]TaskView, error) {
	var rows []listedTask
	err := s.tasks(ctx).Where("t.checkpoint_id = ? AND t.due_on = ?", checkpointID, string(clock.Today(s.clock))).
		Order("t.window_start_at, t.id").Scan(&rows).Error
	return views(ctx, rows), db.Fault(err)
}

// Side is whose rounds the actor does.
func Side(ctx context.Context) Assignee {
	if authz.From(ctx).IsSupplier() {
		return BySupplier
	}
	return ByAgency
}

// maxToday bounds the phone's first screen.
const maxToday = 500

// Today returns the rounds of the actor's side today, and how many findings wait.
func (s *Service) Today(ctx context.Context) (TodayView, error) {
	today := clock.Today(s.clock)
	out := TodayView{Day: today, DisplayName: authz.From(ctx).DisplayName}
	var rows []listedTask
	err := s.between(s.tasks(ctx), today, today).Where("t.assignee = ?", string(Side(ctx))).
		Order("t.window_start_at, t.id").Limit(maxToday).Scan(&rows).Error
	if err != nil {
		return out, db.Fault(err)
	}
	out.Tasks = views(ctx, rows)
	var open int64
	err = s.db.Conn(ctx).Table("findings f").Where("f.state IN ('open', 'submitted', 'returned')").
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "f.supplier_id", Site: "f.site_id"})).Count(&open).Error
	out.OpenFindings = int(open)
	return out, db.Fault(err)
}

// NextTask returns the next open task of today for the actor's side, nil if there is
// none.
func (s *Service) NextTask(ctx context.Context) (*TaskView, error) {
	today := clock.Today(s.clock)
	var rows []listedTask
	err := s.between(s.tasks(ctx), today, today).Where("t.assignee = ? AND t.state = ?", string(Side(ctx)), string(TaskOpen)).
		Order("t.window_end_at, t.window_start_at, t.id").Limit(1).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, db.Fault(err)
	}
	v := rows[0].view(ctx)
	return &v, nil
}

// Complete gives a task to the inspection that did it, in the transaction of ctx, and
// returns the facts to append. next is what Task.Finish said. Of two inspections at
// once one wins; the other gets 409 task_already_done. A task that had been marked as
// missed takes the miss back: the record was on a phone without signal.
func (s *Service) Complete(ctx context.Context, t Task, next TaskState, inspectionID string, at time.Time) ([]ledger.Fact, error) {
	done := s.db.Conn(ctx).Exec("UPDATE tasks SET state = ?, inspection_id = ?, completed_at = ? WHERE id = ? AND state = ?",
		string(next), inspectionID, date.Millis(at), t.ID, string(t.State))
	if done.Error != nil {
		return nil, db.Fault(done.Error)
	}
	if done.RowsAffected == 0 {
		var row taskRow
		if err := db.First(s.db.Conn(ctx).Where("id = ?", t.ID), &row); err != nil {
			return nil, err
		}
		if t.State == TaskOpen && TaskState(row.State) == TaskMissed { // the day was closed a moment ago
			t.State = TaskMissed
			return s.Complete(ctx, t, next, inspectionID, at)
		}
		return nil, AlreadyDone()
	}
	if t.Assignee != BySupplier {
		return nil, nil
	}
	var row taskRow
	if err := db.First(s.db.Conn(ctx).Where("id = ?", t.ID), &row); err != nil {
		return nil, err
	}
	kind := ledger.TaskDone
	if next == TaskLate {
		kind = ledger.TaskLate
	}
	fact, _ := row.fact(kind)
	if t.State != TaskMissed {
		return []ledger.Fact{fact}, nil
	}
	facts, err := s.reversals(ctx, t.ID, ledger.TaskMissed)
	return append(facts, fact), err
}
