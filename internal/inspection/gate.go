package inspection

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/round"
)

// gate is what may have changed since a place and a checklist were read into memory,
// asked in one question inside the transaction.
type gate struct {
	placeVersion int
	siteName     string
	placeRetired *time.Time
	codeRevoked  *time.Time
	version      string // state of the checklist version, "" if there is none
	superseded   *time.Time
	task         *round.Task
}

const gateColumns = "SELECT p.version, s.name, p.retired_at, c.revoked_at, v.state, v.superseded_at, " +
	"t.id, t.plan_id, t.checkpoint_id, t.checklist_id, t.position, t.assignee, t.due_on, t.window_start_at, t.window_end_at, t.closes_at, t.state " +
	"FROM checkpoints p LEFT JOIN sites s ON s.id = p.site_id LEFT JOIN checklist_versions v ON v.id = ? LEFT JOIN checkpoint_codes c ON c.code = ? LEFT JOIN tasks t ON t.id = "

// fitting finds the task that a check does although nobody named it: the same place,
// checklist and side, its window begun and still counting, the one that ends first. A
// window over midnight is due on the day before. Whoever scans a label and checks has
// done the round, also from a phone that had no list of tasks.
const fitting = "(SELECT x.id FROM tasks x WHERE x.checkpoint_id = ? AND x.due_on IN (?, ?) AND x.checklist_id = ? AND x.assignee = ? " +
	"AND x.state IN ('open', 'missed') AND x.window_start_at <= ? AND (x.closes_at > ? OR x.window_end_at = ?) ORDER BY x.window_end_at, x.id LIMIT 1)"

// ask returns the gate of a place the actor may see, nil for one it may not.
func (s *Service) ask(ctx context.Context, sub Submission, checkpointID, checklistID string, day date.Day) (*gate, error) {
	query, args := gateColumns, []any{sub.ChecklistVersionID, sub.Code}
	if sub.TaskID != "" {
		query += "?"
		args = append(args, sub.TaskID)
	} else {
		query += fitting
		at := date.Millis(sub.FinishedAt)
		args = append(args, checkpointID, string(day), string(day.AddDays(-1)), checklistID, string(round.Side(ctx)), at, at, at)
	}
	where, scoped := authz.Condition(ctx, authz.Columns{Supplier: "p.supplier_id", Site: "p.site_id"})
	args = append(append(args, checkpointID), scoped...)
	var g gate
	var t struct {
		id, planID, checkpointID, checklistID, assignee, dueOn, state sql.NullString
		position, start, end, closes                                  sql.NullInt64
	}
	var retired, revoked, superseded sql.NullInt64
	var site, version sql.NullString
	err := s.db.Direct(ctx).QueryRowContext(ctx, query+" WHERE p.id = ? AND "+where, args...).Scan(&g.placeVersion, &site, &retired, &revoked, &version, &superseded,
		&t.id, &t.planID, &t.checkpointID, &t.checklistID, &t.position, &t.assignee, &t.dueOn, &t.start, &t.end, &t.closes, &t.state)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, db.Fault(err)
	}
	g.siteName = site.String
	g.placeRetired, g.codeRevoked, g.version, g.superseded = instant(retired), instant(revoked), version.String, instant(superseded)
	if t.id.Valid {
		g.task = &round.Task{ID: t.id.String, PlanID: t.planID.String, Position: int(t.position.Int64), CheckpointID: t.checkpointID.String, ChecklistID: t.checklistID.String,
			Assignee: round.Assignee(t.assignee.String), DueOn: date.Day(t.dueOn.String), WindowStart: date.FromMillis(t.start.Int64),
			WindowEnd: date.FromMillis(t.end.Int64), Closes: date.FromMillis(t.closes.Int64), State: round.TaskState(t.state.String)}
	}
	return &g, nil
}

func instant(ms sql.NullInt64) *time.Time {
	if !ms.Valid {
		return nil
	}
	t := date.FromMillis(ms.Int64)
	return &t
}
