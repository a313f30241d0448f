package round

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// permSpots is held by who may know of spot checks that are not the own ones.
const permSpots = "spotcheck.read"

// Spot is a spot check that a draw assigns: a person goes to a place on a day of its
// own choice within From..To.
type Spot struct {
	ID           string // of the drawn object
	DrawID       string
	Position     int
	CheckpointID string
	ChecklistID  string
	SupplierID   string
	ContractID   string
	SiteID       string
	Category     vocab.Category
	InspectorID  string
	From, To     date.Day
}

// Asks reports whether the person may do the task: a task of a plan is anybody's on its
// side, a spot check is its own inspector's alone, or the draw would decide nothing.
func (t Task) Asks(userID string) bool { return t.Source != FromDraw || t.WhoID == userID }

// Shown is the condition on tasks of which a person may know, beside the rows' scope. A
// spot check is known to its inspector and to who keeps the draws; to a supplier never.
func Shown(ctx context.Context, table string) (string, []any) {
	a := authz.From(ctx)
	switch {
	case a.IsSupplier():
		return "(" + table + ".source = 'plan')", nil
	case a.Can(permSpots):
		return "(1 = 1)", nil
	}
	return "(" + table + ".source = 'plan' OR " + table + ".who_id = ?)", []any{a.UserID}
}

// Assign makes the tasks of a draw, in the transaction of ctx, and returns their ids in
// the order given. They are the agency's, so they are no facts about a supplier.
func (s *Service) Assign(ctx context.Context, spots []Spot) ([]string, error) {
	rows := make([]taskRow, len(spots))
	ids := make([]string, len(spots))
	zone := s.clock.Zone()
	for i, t := range spots {
		ids[i] = id.New()
		end := date.Millis(t.To.AddDays(1).At(zone, 0, 0))
		rows[i] = taskRow{ID: ids[i], PlanID: t.ID, RouteID: t.DrawID, Position: t.Position, CheckpointID: t.CheckpointID, ChecklistID: t.ChecklistID,
			SupplierID: t.SupplierID, ContractID: t.ContractID, SiteID: t.SiteID, Category: string(t.Category), Assignee: string(ByAgency),
			WhoKind: string(ByPerson), WhoID: t.InspectorID, DueOn: string(t.To), WindowStartAt: date.Millis(t.From.At(zone, 0, 0)), WindowEndAt: end,
			ClosesAt: end, State: string(TaskOpen), Counted: true, Source: string(FromDraw)}
	}
	if len(rows) == 0 {
		return ids, nil
	}
	return ids, db.Fault(s.db.Conn(ctx).CreateInBatches(rows, 100).Error)
}

// TakeBack withdraws spot checks, in the transaction of ctx, and returns how many.
// Refused once a check was made: 409 spot_check_begun.
func (s *Service) TakeBack(ctx context.Context, taskIDs ...string) (int, error) {
	var rows []taskRow
	err := s.locked(ctx).Where("id IN ? AND source = ?", taskIDs, string(FromDraw)).Order("id").Find(&rows).Error
	if err != nil {
		return 0, db.Fault(err)
	}
	var open []taskRow
	for _, t := range rows {
		switch TaskState(t.State) {
		case TaskDone, TaskLate:
			return 0, fault.Conflict("spot_check_begun", "A check of this draw was made; it cannot be cancelled any more.")
		case TaskOpen:
			open = append(open, t)
		case TaskMissed, TaskWithdrawn:
		}
	}
	return len(open), s.withdraw(ctx, open...)
}

// spotsOf returns the actor's spot checks of which the days have begun and are not over,
// those that the day's own list does not show already: of a supplier none, as Shown says.
func (s *Service) spotsOf(ctx context.Context, day date.Day) (rows []listedTask, err error) {
	since := date.Millis(day.AddDays(-1).At(s.clock.Zone(), 0, 0))
	err = s.tasks(ctx).Where("t.source = ? AND t.who_id = ? AND t.closes_at > ? AND t.window_start_at < ?", string(FromDraw), authz.From(ctx).UserID,
		date.Millis(s.clock.Now()), since).Order("t.closes_at, t.id").Limit(maxToday).Scan(&rows).Error
	return rows, db.Fault(err)
}
