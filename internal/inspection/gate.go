package inspection

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"hengjian/internal/checkpoint"
	"hengjian/internal/doubt"
	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// gate is what may have changed since a place and a checklist were read into memory,
// asked in one question inside the transaction.
type gate struct {
	placeVersion int
	siteName     string
	placeRetired *time.Time
	codeRevoked  *time.Time
	label        doubt.Label // the code's, and the newest in force, 0 if there is none
	siteLat      *int64      // millionths of a degree
	siteLon      *int64
	siteRadius   int
	version      string // state of the checklist version, "" if there is none
	superseded   *time.Time
	task         *checkpoint.Task
}

const gateColumns = "SELECT p.version, s.name, s.latitude_e6, s.longitude_e6, s.radius_m, p.retired_at, c.revoked_at, c.label_version, " +
	"CASE WHEN c.revoked_at IS NULL THEN 0 ELSE (SELECT MAX(n.label_version) FROM checkpoint_codes n WHERE n.checkpoint_id = c.checkpoint_id AND n.state = 'active') END, " +
	"v.state, v.superseded_at, " +
	"t.id, t.checkpoint_id, t.checklist_id, t.assignee, t.due_on, t.window_start_at, t.window_end_at, t.state " +
	"FROM checkpoints p LEFT JOIN sites s ON s.id = p.site_id LEFT JOIN checklist_versions v ON v.id = ? LEFT JOIN checkpoint_codes c ON c.code = ? LEFT JOIN tasks t ON t.id = "

// fitting finds the task that a check does although nobody named it: the same place,
// checklist, side and day, its window begun, the one that ends first. Whoever scans a
// label and checks has done the round, also from a phone that had no list of tasks.
const fitting = "(SELECT x.id FROM tasks x WHERE x.checkpoint_id = ? AND x.due_on = ? AND x.checklist_id = ? AND x.assignee = ? " +
	"AND x.state IN ('open', 'missed') AND x.window_start_at <= ? ORDER BY x.window_end_at, x.id LIMIT 1)"

// ask returns the gate of a place the actor may see, nil for one it may not.
func (s *Service) ask(ctx context.Context, sub Submission, checkpointID, checklistID string, day date.Day) (*gate, error) {
	query, args := gateColumns, []any{sub.ChecklistVersionID, sub.Code}
	if sub.TaskID != "" {
		query += "?"
		args = append(args, sub.TaskID)
	} else {
		query += fitting
		args = append(args, checkpointID, string(day), checklistID, string(checkpoint.Side(ctx)), date.Millis(sub.FinishedAt))
	}
	where, scoped := authz.Condition(ctx, authz.Columns{Supplier: "p.supplier_id", Site: "p.site_id"})
	args = append(append(args, checkpointID), scoped...)
	var g gate
	var t struct {
		id, checkpointID, checklistID, assignee, dueOn, state sql.NullString
		start, end                                            sql.NullInt64
	}
	var retired, revoked, superseded sql.NullInt64
	var site, version sql.NullString
	var lat, lon, radius, label, newest sql.NullInt64
	err := s.db.Direct(ctx).QueryRowContext(ctx, query+" WHERE p.id = ? AND "+where, args...).Scan(&g.placeVersion, &site, &lat, &lon, &radius, &retired, &revoked, &label, &newest, &version, &superseded,
		&t.id, &t.checkpointID, &t.checklistID, &t.assignee, &t.dueOn, &t.start, &t.end, &t.state)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, db.Fault(err)
	}
	g.siteName, g.siteLat, g.siteLon, g.siteRadius = site.String, whole(lat), whole(lon), int(radius.Int64)
	g.label = doubt.Label{Version: int(label.Int64), Current: int(newest.Int64)}
	g.placeRetired, g.codeRevoked, g.version, g.superseded = instant(retired), instant(revoked), version.String, instant(superseded)
	if t.id.Valid {
		g.task = &checkpoint.Task{ID: t.id.String, CheckpointID: t.checkpointID.String, ChecklistID: t.checklistID.String,
			Assignee: checkpoint.Assignee(t.assignee.String), DueOn: date.Day(t.dueOn.String), WindowStart: date.FromMillis(t.start.Int64),
			WindowEnd: date.FromMillis(t.end.Int64), State: checkpoint.TaskState(t.state.String)}
	}
	return &g, nil
}

func whole(n sql.NullInt64) *int64 {
	if !n.Valid {
		return nil
	}
	return &n.Int64
}

func instant(ms sql.NullInt64) *time.Time {
	if !ms.Valid {
		return nil
	}
	t := date.FromMillis(ms.Int64)
	return &t
}
