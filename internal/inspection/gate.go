package inspection

import (
	"context"
	"database/sql"
	"time"

	"hengjian/internal/checkpoint"
	"hengjian/internal/doubt"
	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/round"
)

// gate is what may have changed since a place and a checklist were read into memory,
// asked inside the transaction.
type gate struct {
	placeVersion int
	siteName     string
	placeRetired *time.Time
	codeRevoked  *time.Time
	label        doubt.Label // the code's; of a revoked one also the newest in force, 0 if there is none
	siteLat      *int64      // millionths of a degree
	siteLon      *int64
	siteRadius   int
	version      string // state of the checklist version, "" if there is none
	superseded   *time.Time
	task         *round.Task
}

const (
	askPlace   = "SELECT p.version, p.retired_at, s.name, s.latitude_e6, s.longitude_e6, s.radius_m FROM checkpoints p LEFT JOIN sites s ON s.id = p.site_id WHERE p.id = ? AND "
	askVersion = "SELECT state, superseded_at FROM checklist_versions WHERE id = ?"
	askCode    = "SELECT revoked_at, label_version FROM checkpoint_codes WHERE code = ?"
	askNewest  = "SELECT MAX(label_version) FROM checkpoint_codes WHERE checkpoint_id = ? AND state = 'active'"
	askTask    = "SELECT id, plan_id, checkpoint_id, checklist_id, position, assignee, due_on, window_start_at, window_end_at, closes_at, state, source, who_id, supplier_id FROM tasks WHERE "
)

// ask returns the gate of a place the actor may see, nil for one it may not.
func (s *Service) ask(ctx context.Context, sub Submission, place *checkpoint.Place, checklistID string, day date.Day) (*gate, error) {
	where, scoped := authz.Condition(ctx, authz.Columns{Supplier: "p.supplier_id", Site: "p.site_id"})
	var g gate
	var site sql.NullString
	var retired, revoked, superseded sql.NullInt64
	var lat, lon, radius, label, newest sql.NullInt64
	seen := &db.Question{SQL: askPlace + where, Args: append([]any{place.ID}, scoped...), Into: []any{&g.placeVersion, &retired, &site, &lat, &lon, &radius}}
	version := &db.Question{SQL: askVersion, Args: []any{sub.ChecklistVersionID}, Into: []any{&g.version, &superseded}}
	// a window over midnight is due on the day before
	tasks := &db.Question{SQL: askTask + "checkpoint_id = ? AND due_on IN (?, ?)", Args: []any{place.ID, string(day), string(day.AddDays(-1))}}
	switch side := round.Side(ctx); {
	case sub.TaskID != "":
		tasks.SQL, tasks.Args = askTask+"id = ?", []any{sub.TaskID}
	case side == round.ByAgency: // a spot check may fall due days ahead
		tasks.SQL, tasks.Args = askTask+"checkpoint_id = ? AND due_on >= ? AND (due_on <= ? OR source = 'spot')",
			[]any{place.ID, string(day.AddDays(-1)), string(day)}
	}
	var found []round.Task
	tasks.Each = func(scan func(...any) error) error {
		t, supplier, err := readTask(scan)
		// A place that changed hands has tasks of its former supplier: they are not the
		// new one's to do. Nor is a spot check anybody's but the person's it was drawn for.
		if supplier == place.SupplierID && t.Asks(authz.From(ctx).UserID) {
			found = append(found, t)
		}
		return err
	}
	questions := []*db.Question{seen, version, tasks}
	if sub.Code != "" {
		questions = append(questions, &db.Question{SQL: askCode, Args: []any{sub.Code}, Into: []any{&revoked, &label}})
	}
	if err := s.db.Ask(ctx, questions...); err != nil {
		return nil, db.Fault(err)
	}
	if !seen.Found {
		return nil, nil
	}
	if revoked.Valid { // seldom, so it is asked by itself
		if err := s.db.Ask(ctx, &db.Question{SQL: askNewest, Args: []any{place.ID}, Into: []any{&newest}}); err != nil {
			return nil, db.Fault(err)
		}
	}
	g.siteName, g.siteLat, g.siteLon, g.siteRadius = site.String, whole(lat), whole(lon), int(radius.Int64)
	g.label = doubt.Label{Version: int(label.Int64), Current: int(newest.Int64)}
	g.placeRetired, g.codeRevoked, g.superseded = instant(retired), instant(revoked), instant(superseded)
	switch {
	case sub.TaskID == "":
		g.task = fitting(found, checklistID, round.Side(ctx), sub.FinishedAt)
	case len(found) > 0:
		g.task = &found[0]
	}
	return &g, nil
}

func readTask(scan func(...any) error) (t round.Task, supplierID string, err error) {
	var start, end, closes int64
	err = scan(&t.ID, &t.PlanID, &t.CheckpointID, &t.ChecklistID, &t.Position, &t.Assignee, &t.DueOn, &start, &end, &closes, &t.State, &t.Source, &t.WhoID, &supplierID)
	t.WindowStart, t.WindowEnd, t.Closes = date.FromMillis(start), date.FromMillis(end), date.FromMillis(closes)
	return t, supplierID, err
}

// fitting picks, of a place's tasks, the one that a check does although nobody named
// it: for the same checklist and side, its window begun and still counting, the one
// that ends first. Whoever scans a label and checks has done the round, also from a
// phone that had no list of tasks.
func fitting(tasks []round.Task, checklistID string, side round.Assignee, at time.Time) *round.Task {
	var best *round.Task
	for i := range tasks {
		t := &tasks[i]
		if t.ChecklistID != checklistID || t.Assignee != side || t.State != round.TaskOpen && t.State != round.TaskMissed {
			continue
		}
		if _, err := t.Finish(at); err != nil {
			continue
		}
		if best == nil || t.WindowEnd.Before(best.WindowEnd) || t.WindowEnd.Equal(best.WindowEnd) && t.ID < best.ID {
			best = t
		}
	}
	return best
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
