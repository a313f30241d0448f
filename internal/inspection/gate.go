package inspection

import (
	"context"
	"database/sql"
	"time"

	"hengjian/internal/checkpoint"
	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// gate is what may have changed since a place and a checklist were read into memory,
// asked inside the transaction.
type gate struct {
	placeVersion int
	siteName     string
	placeRetired *time.Time
	codeRevoked  *time.Time
	version      string // state of the checklist version, "" if there is none
	superseded   *time.Time
	task         *checkpoint.Task
}

const (
	askPlace   = "SELECT p.version, p.retired_at, s.name FROM checkpoints p LEFT JOIN sites s ON s.id = p.site_id WHERE p.id = ? AND "
	askVersion = "SELECT state, superseded_at FROM checklist_versions WHERE id = ?"
	askCode    = "SELECT revoked_at FROM checkpoint_codes WHERE code = ?"
	askTask    = "SELECT id, checkpoint_id, checklist_id, assignee, due_on, window_start_at, window_end_at, state FROM tasks WHERE supplier_id = ? AND "
)

// fitting finds the task that a check does although nobody named it: the same place,
// checklist, side and day, its window begun, the one that ends first. Whoever scans a
// label and checks has done the round, also from a phone that had no list of tasks.
const fitting = "checkpoint_id = ? AND due_on = ? AND checklist_id = ? AND assignee = ? AND state IN ('open', 'missed') AND window_start_at <= ? " +
	"ORDER BY window_end_at, id LIMIT 1"

// ask returns the gate of a place the actor may see, nil for one it may not. A place
// that changed hands has tasks of its former supplier: they are not the new one's to do.
func (s *Service) ask(ctx context.Context, sub Submission, place *checkpoint.Place, checklistID string, day date.Day) (*gate, error) {
	where, scoped := authz.Condition(ctx, authz.Columns{Supplier: "p.supplier_id", Site: "p.site_id"})
	var g gate
	var site sql.NullString
	var retired, revoked, superseded sql.NullInt64
	var t struct {
		id, checkpointID, checklistID, assignee, dueOn, state string
		start, end                                            int64
	}
	seen := &db.Question{SQL: askPlace + where, Args: append([]any{place.ID}, scoped...), Into: []any{&g.placeVersion, &retired, &site}}
	version := &db.Question{SQL: askVersion, Args: []any{sub.ChecklistVersionID}, Into: []any{&g.version, &superseded}}
	task := &db.Question{SQL: askTask + fitting,
		Args: []any{place.SupplierID, place.ID, string(day), checklistID, string(checkpoint.Side(ctx)), date.Millis(sub.FinishedAt)},
		Into: []any{&t.id, &t.checkpointID, &t.checklistID, &t.assignee, &t.dueOn, &t.start, &t.end, &t.state}}
	if sub.TaskID != "" {
		task.SQL, task.Args = askTask+"id = ?", []any{place.SupplierID, sub.TaskID}
	}
	questions := []*db.Question{seen, version, task}
	if sub.Code != "" {
		questions = append(questions, &db.Question{SQL: askCode, Args: []any{sub.Code}, Into: []any{&revoked}})
	}
	if err := s.db.Ask(ctx, questions...); err != nil {
		return nil, db.Fault(err)
	}
	if !seen.Found {
		return nil, nil
	}
	g.siteName = site.String
	g.placeRetired, g.codeRevoked, g.superseded = instant(retired), instant(revoked), instant(superseded)
	if task.Found {
		g.task = &checkpoint.Task{ID: t.id, CheckpointID: t.checkpointID, ChecklistID: t.checklistID, Assignee: checkpoint.Assignee(t.assignee),
			DueOn: date.Day(t.dueOn), WindowStart: date.FromMillis(t.start), WindowEnd: date.FromMillis(t.end), State: checkpoint.TaskState(t.state)}
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
