package finding

import (
	"context"
	"slices"
	"time"

	"hengjian/internal/evidence"
	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/db"
)

// Clause is what the failed item rests on.
type Clause struct {
	ID            string
	Number        string
	Title         string
	StandardNo    string
	StandardTitle string
}

// Event is one step in a finding's life. Action is opened, submitted, overdue,
// returned, closed or cancelled.
type Event struct {
	At        time.Time
	ActorName string
	Action    string
	Note      string
}

// Detail is a finding with everything that hangs on it.
type Detail struct {
	Finding
	InspectionNumber string
	ObservationNote  string
	OpenedByName     string
	ClosedByName     string
	Clause           *Clause
	Photos           []string
	Rectifications   []Rectification
	History          []Event
}

const behindSQL = `SELECT COALESCE(i.number, '') AS inspection_number, COALESCE(o.note, '') AS observation_note,
	COALESCE(opener.display_name, '') AS opened_by_name, COALESCE(closer.display_name, '') AS closed_by_name,
	COALESCE(c.number, '') AS clause_number, COALESCE(c.title, '') AS clause_title,
	COALESCE(st.standard_no, '') AS standard_no, COALESCE(st.title, '') AS standard_title
	FROM findings f
	LEFT JOIN inspections i ON i.id = f.inspection_id
	LEFT JOIN observations o ON o.id = f.observation_id
	LEFT JOIN users opener ON opener.id = f.opened_by
	LEFT JOIN users closer ON closer.id = f.closed_by
	LEFT JOIN clauses c ON c.id = f.clause_id
	LEFT JOIN standards st ON st.id = c.standard_id
	WHERE f.id = ?`

const roundsSQL = `SELECT r.id, r.finding_id, r.round, r.cause, r.action, r.submitted_by, r.submitted_at, r.state,
	COALESCE(submitter.display_name, '') AS submitted_by_name,
	COALESCE(x.id, '') AS reinspection_id, COALESCE(x.result, '') AS result, COALESCE(x.note, '') AS note, COALESCE(x.at, 0) AS at,
	COALESCE(inspector.display_name, '') AS inspector_name
	FROM rectifications r
	LEFT JOIN reinspections x ON x.rectification_id = r.id
	LEFT JOIN users submitter ON submitter.id = r.submitted_by
	LEFT JOIN users inspector ON inspector.id = x.inspector_id
	WHERE r.finding_id = ? ORDER BY r.round`

type roundRow struct {
	Row             rectificationRow `gorm:"embedded"`
	SubmittedByName string
	ReinspectionID  string
	Result          string
	Note            string
	At              int64
	InspectorName   string
}

// Get returns one finding the actor may see.
func (s *Service) Get(ctx context.Context, id string) (Detail, error) {
	f, err := s.find(ctx, id)
	if err != nil {
		return Detail{}, err
	}
	d := Detail{Finding: f}
	var behind struct {
		InspectionNumber, ObservationNote, OpenedByName, ClosedByName string
		ClauseNumber, ClauseTitle, StandardNo, StandardTitle          string
	}
	if err := s.db.Conn(ctx).Raw(behindSQL, f.ID).Scan(&behind).Error; err != nil {
		return Detail{}, db.Fault(err)
	}
	d.InspectionNumber, d.ObservationNote = behind.InspectionNumber, behind.ObservationNote
	d.OpenedByName, d.ClosedByName = behind.OpenedByName, behind.ClosedByName
	if f.ClauseID != "" {
		d.Clause = &Clause{f.ClauseID, behind.ClauseNumber, behind.ClauseTitle, behind.StandardNo, behind.StandardTitle}
	}
	if d.Rectifications, err = s.rounds(ctx, f.ID); err != nil {
		return Detail{}, err
	}
	photos, err := s.evidence.Of(ctx, evidence.Observation, f.ObservationID)
	if err != nil {
		return Detail{}, err
	}
	d.Photos = photos[f.ObservationID]
	d.History = d.history()
	return d, nil
}

func (s *Service) rounds(ctx context.Context, findingID string) ([]Rectification, error) {
	var rows []roundRow
	if err := s.db.Conn(ctx).Raw(roundsSQL, findingID).Scan(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	var answers, judgements []string
	for _, r := range rows {
		answers = append(answers, r.Row.ID)
		if r.ReinspectionID != "" {
			judgements = append(judgements, r.ReinspectionID)
		}
	}
	after, err := s.evidence.Of(ctx, evidence.Rectification, answers...)
	if err != nil {
		return nil, err
	}
	seen, err := s.evidence.Of(ctx, evidence.Reinspection, judgements...)
	if err != nil {
		return nil, err
	}
	out := make([]Rectification, len(rows))
	for i, r := range rows {
		out[i] = r.Row.rectification()
		out[i].SubmittedByName, out[i].Photos = r.SubmittedByName, after[r.Row.ID]
		if r.ReinspectionID != "" {
			out[i].Reinspection = &Reinspection{ID: r.ReinspectionID, Result: State(r.Result), Note: r.Note, InspectorName: r.InspectorName,
				At: date.FromMillis(r.At), Photos: seen[r.ReinspectionID]}
		}
	}
	return out, nil
}

// history is told from the finding's own rows: suppliers read it, and the audit
// log is not theirs to read.
func (d Detail) history() []Event {
	events := []Event{{At: d.OpenedAt, ActorName: d.OpenedByName, Action: "opened", Note: d.ObservationNote}}
	if d.OverdueAt != nil {
		events = append(events, Event{At: *d.OverdueAt, Action: "overdue"})
	}
	for _, r := range d.Rectifications {
		events = append(events, Event{At: r.SubmittedAt, ActorName: r.SubmittedByName, Action: "submitted", Note: r.Action})
		if x := r.Reinspection; x != nil {
			events = append(events, Event{At: x.At, ActorName: x.InspectorName, Action: string(x.Result), Note: x.Note})
		}
	}
	if d.State == Cancelled && d.ClosedAt != nil {
		events = append(events, Event{At: *d.ClosedAt, ActorName: d.ClosedByName, Action: "cancelled", Note: d.CancelReason})
	}
	slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
	return events
}
