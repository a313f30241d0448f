package round

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// TaskFilter narrows the list of tasks. Without days it means today.
type TaskFilter struct {
	From, To                                             date.Day
	State, SiteID, SupplierID, Assignee, RouteID, PlanID string
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
	for column, value := range map[string]string{"t.state": f.State, "t.site_id": f.SiteID, "t.supplier_id": f.SupplierID, "t.assignee": f.Assignee,
		"t.route_id": f.RouteID, "t.plan_id": f.PlanID} {
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

// walking is the order in which tasks are walked: window by window, along each route.
const walking = "t.window_start_at, r.name, t.plan_id, t.position, t.id"

// tasksAt returns today's tasks of a checkpoint.
func (s *Service) tasksAt(ctx context.Context, checkpointID string) ([]TaskView, error) {
	var rows []listedTask
	err := s.ongoing(s.tasks(ctx), clock.Today(s.clock)).Where("t.checkpoint_id = ?", checkpointID).Order(walking).Scan(&rows).Error
	return views(ctx, rows), db.Fault(err)
}

// Lookup returns what a label opens, with today's tasks of the place.
func (s *Service) Lookup(ctx context.Context, entered string) (CodeView, error) {
	opened, err := s.checkpoints.Lookup(ctx, entered)
	if err != nil {
		return CodeView{}, err
	}
	tasks, err := s.tasksAt(ctx, opened.Checkpoint.ID)
	return CodeView{opened.Checkpoint, opened.Checklists, tasks}, err
}

// maxToday bounds the phone's first screen.
const maxToday = 1000

// Today returns the rounds of the actor's side today in walking order, which of them
// ask the actor, and how many findings wait. A window of the night before that still
// counts is among them.
func (s *Service) Today(ctx context.Context) (TodayView, error) {
	today := clock.Today(s.clock)
	out := TodayView{Day: today, DisplayName: authz.From(ctx).DisplayName}
	var rows []listedTask
	err := s.ongoing(s.tasks(ctx), today).Where("t.assignee = ?", string(Side(ctx))).Order(walking).Limit(maxToday).Scan(&rows).Error
	if err != nil {
		return out, db.Fault(err)
	}
	drawn, err := s.spotsOf(ctx, today)
	if err != nil {
		return out, err
	}
	out.Tasks = views(ctx, append(drawn, rows...))
	var open int64
	veil, veiled := authz.Veil(ctx, "f.inspection_id")
	err = s.db.Conn(ctx).Table("findings f").Where("f.state IN ('open', 'submitted', 'returned')").Where(veil, veiled...).
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "f.supplier_id", Site: "f.site_id"})).Count(&open).Error
	out.OpenFindings = int(open)
	return out, db.Fault(err)
}

// NextTask returns the open task to go to after the one just done, nil if there is
// none: the next stop of the same round, then a stop of it that was passed by, then what
// asks the actor, then what ends first.
func (s *Service) NextTask(ctx context.Context, done Task) (*TaskView, error) {
	start := date.Millis(done.WindowStart)
	mine, args := s.mine(ctx)
	rank := clause.Expr{SQL: "CASE WHEN t.plan_id = ? AND t.window_start_at = ? AND t.position > ? THEN 0 WHEN t.plan_id = ? AND t.window_start_at = ? THEN 1 WHEN " +
		mine + " THEN 2 ELSE 3 END, t.window_end_at, t.window_start_at, t.position, t.id",
		Vars: append([]any{done.PlanID, start, done.Position, done.PlanID, start}, args...)}
	now := s.clock.Now()
	var rows []listedTask
	err := s.ongoing(s.tasks(ctx), clock.Today(s.clock)).Where("t.assignee = ? AND t.state = ? AND t.closes_at > ?", string(Side(ctx)), string(TaskOpen), date.Millis(now)).
		Order(clause.OrderBy{Expression: rank}).Limit(1).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, db.Fault(err)
	}
	v := rows[0].view(ctx)
	return &v, nil
}
