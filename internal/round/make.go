package round

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/ledger"
	"hengjian/internal/org"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Materialise makes the tasks of all plans for the settled number of days ahead, takes
// back those that a changed calendar, contract or place no longer
// asks for, and returns how many tasks it touched. Doing it again touches none, and
// several replicas at once touch each once: a plan is made under a lock of its row.
func (s *Service) Materialise(ctx context.Context) (int, error) {
	var ids []string
	if err := s.db.Conn(ctx).Table("inspection_plans").Where("state = ?", PlanActive).Order("id").Pluck("id", &ids).Error; err != nil {
		return 0, db.Fault(err)
	}
	touched := 0
	for _, planID := range ids {
		row, err := s.planRow(ctx, planID, false)
		if err != nil {
			return touched, err
		}
		// Most plans have nothing to do, which can be seen without a lock.
		if d, err := s.difference(ctx, row.plan(), false); err != nil || d.empty() {
			if err != nil {
				return touched, err
			}
			continue
		}
		n := 0
		err = s.db.Tx(ctx, func(ctx context.Context) (err error) {
			n, err = s.remake(ctx, planID, false)
			return err
		})
		if err != nil {
			return touched, db.Fault(err)
		}
		touched += n
	}
	return touched, nil
}

// remake brings the tasks of a plan to what it says now, inside the transaction of ctx:
// tasks that are open and whose window has not begun are withdrawn, changed or made;
// begun and past ones stay. fresh is a plan made this moment, which also asks for the
// window that is open now.
func (s *Service) remake(ctx context.Context, planID string, fresh bool) (int, error) {
	row, err := s.planRow(ctx, planID, true)
	if err != nil {
		return 0, err
	}
	d, err := s.difference(ctx, row.plan(), fresh)
	if err != nil || d.empty() {
		return 0, err
	}
	if err := s.withdraw(ctx, d.withdrawn...); err != nil {
		return 0, err
	}
	for _, t := range d.changed {
		if err := db.Changed(s.db.Conn(ctx).Table("tasks").Where("id = ?", t.ID).Updates(t.wants())); err != nil {
			return 0, err
		}
	}
	if len(d.made) > 0 {
		if err := s.db.Conn(ctx).CreateInBatches(d.made, 100).Error; err != nil {
			return 0, db.Fault(err)
		}
	}
	return d.size(), s.log.Record(ctx, audit.Entry{Action: actMaterialise, Target: "inspection_plan", TargetID: planID,
		After: map[string]int{"made": len(d.made), "changed": len(d.changed), "withdrawn": len(d.withdrawn)}})
}

// difference is what lies between the tasks a plan has and those it asks for.
type difference struct{ made, changed, withdrawn []taskRow }

func (d difference) size() int   { return len(d.made) + len(d.changed) + len(d.withdrawn) }
func (d difference) empty() bool { return d.size() == 0 }

// key tells the tasks of one plan apart.
type key struct {
	checkpointID string
	start        int64
}

func (t taskRow) key() key { return key{t.CheckpointID, t.WindowStartAt} }

func (s *Service) difference(ctx context.Context, p Plan, fresh bool) (difference, error) {
	var d difference
	now := s.clock.Now()
	today := clock.Today(s.clock)
	from := today.AddDays(-1) // a window of yesterday may run over midnight
	since, err := s.saidSince(ctx, p)
	if err != nil {
		return d, err
	}
	wanted, err := s.wanted(ctx, p, from, today.AddDays(s.ahead))
	if err != nil {
		return d, err
	}
	var have []taskRow
	if err := s.locked(ctx).Where("plan_id = ? AND window_start_at >= ?", p.ID, date.Millis(from.At(s.clock.Zone(), 0, 0))).Order("id").Find(&have).Error; err != nil {
		return d, db.Fault(err)
	}
	kept := make(map[key]taskRow, len(have))
	for _, t := range have {
		kept[t.key()] = t
	}
	asked := make(map[key]bool, len(wanted))
	for _, w := range wanted {
		asked[w.key()] = true
		start := date.FromMillis(w.WindowStartAt)
		t, there := kept[w.key()]
		switch {
		case there && t.State == string(TaskOpen) && start.After(now):
			if !t.says(w) {
				d.changed = append(d.changed, over(t, w))
			}
		case there && t.State == string(TaskWithdrawn) && start.After(now):
			d.changed = append(d.changed, over(t, w))
		case !there && date.FromMillis(w.WindowEndAt).After(now) && (fresh || !start.Before(since)):
			// Nobody misses what could not be done: no task is made when its window is
			// over, nor for a window that had begun when plan or route were changed.
			w.ID = id.New()
			d.made = append(d.made, w)
		}
	}
	for _, t := range have {
		if t.State == string(TaskOpen) && !asked[t.key()] && date.FromMillis(t.WindowStartAt).After(now) {
			d.withdrawn = append(d.withdrawn, t)
		}
	}
	return d, nil
}

// saidSince returns since when the plan and its route say what they say.
func (s *Service) saidSince(ctx context.Context, p Plan) (time.Time, error) {
	var changed int64
	err := s.db.Conn(ctx).Table("routes").Where("id = ?", p.RouteID).Pluck("changed_at", &changed).Error
	if at := date.FromMillis(changed); at.After(p.ChangedAt) {
		return at, db.Fault(err)
	}
	return p.ChangedAt, db.Fault(err)
}

// says reports whether a task already asks for what is wanted.
func (t taskRow) says(w taskRow) bool {
	return t == over(t, w)
}

// over returns the task t, open, with what w asks for.
func over(t, w taskRow) taskRow {
	w.ID, w.Counted, w.InspectionID, w.CompletedAt = t.ID, t.Counted, t.InspectionID, t.CompletedAt
	return w
}

func (t taskRow) wants() map[string]any {
	return map[string]any{"route_id": t.RouteID, "position": t.Position, "checklist_id": t.ChecklistID, "supplier_id": t.SupplierID, "contract_id": t.ContractID,
		"site_id": t.SiteID, "category": t.Category, "assignee": t.Assignee, "who_kind": t.WhoKind, "who_id": t.WhoID, "due_on": t.DueOn,
		"window_name": t.WindowName, "window_end_at": t.WindowEndAt, "closes_at": t.ClosesAt, "state": string(TaskOpen)}
}

// wanted returns the tasks that an active plan asks for within from..to.
func (s *Service) wanted(ctx context.Context, p Plan, from, to date.Day) ([]taskRow, error) {
	if p.State != PlanActive {
		return nil, nil
	}
	stops, err := s.stops(ctx, p.RouteID)
	if err != nil {
		return nil, err
	}
	cal := org.Calendar{}
	if p.Calendar != EveryDay {
		if cal, err = s.calendar.WorkingCalendar(ctx); err != nil {
			return nil, err
		}
	}
	var out []taskRow
	due, _ := p.occurrences(from, to, cal)
	for _, o := range due {
		windows := spans(p.Windows, o.Day, s.clock.Zone())
		for _, at := range stops {
			list := at.list(p.ChecklistID)
			if list == "" || !at.covered(string(o.Day)) {
				continue
			}
			for _, w := range windows {
				out = append(out, taskRow{PlanID: p.ID, RouteID: p.RouteID, Position: at.Position, CheckpointID: at.CheckpointID, ChecklistID: list,
					SupplierID: at.SupplierID, ContractID: at.ContractID, SiteID: at.SiteID, Category: at.Category, Assignee: string(p.Assignee),
					WhoKind: string(p.Who.Kind), WhoID: p.Who.ID, DueOn: string(o.Day), WindowName: w.Name, WindowStartAt: date.Millis(w.Start),
					WindowEndAt: date.Millis(w.End), ClosesAt: date.Millis(w.Closes), State: string(TaskOpen), Source: string(FromPlan)})
			}
		}
	}
	return out, nil
}

// withdraw takes tasks back, with the facts that they were due.
func (s *Service) withdraw(ctx context.Context, tasks ...taskRow) error {
	for batch := range slices.Chunk(tasks, batchSize) {
		ids := make([]string, len(batch))
		var facts []ledger.Fact
		for i, t := range batch {
			ids[i] = t.ID
			if !t.Counted || Assignee(t.Assignee) != BySupplier {
				continue
			}
			back, err := s.reversals(ctx, t.ID, ledger.TaskDue)
			if err != nil {
				return err
			}
			facts = append(facts, back...)
		}
		err := s.db.Conn(ctx).Table("tasks").Where("id IN ?", ids).Updates(map[string]any{"state": string(TaskWithdrawn), "counted": false}).Error
		if err != nil {
			return db.Fault(err)
		}
		if _, err := s.ledger.Append(ctx, facts...); err != nil {
			return err
		}
	}
	return nil
}

// withdrawAt takes back every open task of a place that is retired, begun ones too: a
// check that cannot be made any more must not become a missed one.
func (s *Service) withdrawAt(ctx context.Context, checkpointID string) error {
	var rows []taskRow
	if err := s.locked(ctx).Where("checkpoint_id = ? AND state = ?", checkpointID, string(TaskOpen)).Order("id").Find(&rows).Error; err != nil {
		return db.Fault(err)
	}
	return s.withdraw(ctx, rows...)
}

// reversals returns the facts that take back what a record says of a kind and what
// has not been taken back already.
func (s *Service) reversals(ctx context.Context, taskID string, kind ledger.Kind) ([]ledger.Fact, error) {
	facts, err := s.ledger.OfRecord(ctx, refTask, taskID)
	if err != nil {
		return nil, err
	}
	back := map[string]bool{}
	for _, f := range facts {
		back[f.Reverses] = true
	}
	var out []ledger.Fact
	for _, f := range facts {
		if f.Kind == kind && f.Count > 0 && !back[f.ID] {
			out = append(out, f.Reversal())
		}
	}
	return out, nil
}

// locked reads rows so that nobody else changes them before the transaction ends.
// Outside a transaction, and on SQLite where one writer works at a time, it only reads.
func (s *Service) locked(ctx context.Context) *gorm.DB {
	if s.db.Dialect() == db.MySQL && db.InTx(ctx) {
		return s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"})
	}
	return s.db.Conn(ctx)
}
