package finding

import (
	"context"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
)

// FindingRow is a finding in a list.
type FindingRow struct {
	ID             string         `json:"id"`
	Number         string         `json:"number"`
	SupplierID     string         `json:"supplierId"`
	SupplierName   string         `json:"supplierName"`
	SiteName       string         `json:"siteName"`
	CheckpointName string         `json:"checkpointName"`
	Category       vocab.Category `json:"category"`
	ItemText       string         `json:"itemText"`
	Severity       vocab.Severity `json:"severity"`
	State          string         `json:"state" enum:"open,submitted,returned,closed,cancelled"`
	OpenedAt       time.Time      `json:"openedAt"`
	ClosedAt       *time.Time     `json:"closedAt,omitempty" doc:"when it was closed or cancelled"`
	DueOn          date.Day       `json:"dueOn"`
	Overdue        bool           `json:"overdue"`
	DaysLeft       int            `json:"daysLeft" doc:"working days left to answer; negative: overdue by so many; 0 also when nothing is asked of the supplier"`
	WaitingFor     string         `json:"waitingFor" enum:"supplier,inspector,none"`
	Version        int            `json:"version"`
}

// FindingClause is the clause a failed item rests on.
type FindingClause struct {
	ID            string `json:"id"`
	Number        string `json:"number"`
	Title         string `json:"title"`
	StandardNo    string `json:"standardNo"`
	StandardTitle string `json:"standardTitle"`
}

// FindingReinspection is an inspector's judgement of an answer.
type FindingReinspection struct {
	Result        string    `json:"result" enum:"closed,returned"`
	Note          string    `json:"note"`
	Photos        []string  `json:"photos"`
	InspectorName string    `json:"inspectorName"`
	At            time.Time `json:"at"`
}

// FindingRectification is one answer of the supplier.
type FindingRectification struct {
	ID              string               `json:"id"`
	Round           int                  `json:"round"`
	Cause           string               `json:"cause"`
	Action          string               `json:"action"`
	Photos          []string             `json:"photos"`
	SubmittedByName string               `json:"submittedByName"`
	SubmittedAt     time.Time            `json:"submittedAt"`
	State           string               `json:"state" enum:"submitted,accepted,returned"`
	Reinspection    *FindingReinspection `json:"reinspection,omitempty"`
}

// FindingEvent is one step in a finding's life.
type FindingEvent struct {
	At        time.Time `json:"at"`
	ActorName string    `json:"actorName"`
	Action    string    `json:"action" enum:"opened,overdue,submitted,returned,closed,cancelled"`
	Note      string    `json:"note"`
}

// FindingDetail is one finding with everything that hangs on it.
type FindingDetail struct {
	FindingRow
	InspectionID     string                 `json:"inspectionId"`
	InspectionNumber string                 `json:"inspectionNumber"`
	ObservationID    string                 `json:"observationId"`
	ObservationNote  string                 `json:"observationNote"`
	CheckpointID     string                 `json:"checkpointId"`
	Own              bool                   `json:"own" doc:"the reader recorded it and cannot reinspect it"`
	OpenedByName     string                 `json:"openedByName"`
	Clause           *FindingClause         `json:"clause,omitempty"`
	Photos           []string               `json:"photos"`
	Rectifications   []FindingRectification `json:"rectifications"`
	History          []FindingEvent         `json:"history"`
}

func (s *Service) body(ctx context.Context, count *countdown, f Finding) (FindingRow, error) {
	left, err := count.left(ctx, f)
	return FindingRow{ID: f.ID, Number: f.Number, SupplierID: f.SupplierID, SupplierName: f.SupplierName, SiteName: f.SiteName,
		CheckpointName: f.CheckpointName, Category: f.Category, ItemText: f.ItemText, Severity: f.Severity, State: string(f.State),
		OpenedAt: f.OpenedAt, ClosedAt: f.ClosedAt, DueOn: f.DueOn, Overdue: f.Overdue(s.clock.Now()), DaysLeft: left, WaitingFor: string(f.WaitingFor()),
		Version: f.Version}, err
}

func (s *Service) detailBody(ctx context.Context, d Detail) (FindingDetail, error) {
	head, err := s.body(ctx, s.countdown(), d.Finding)
	out := FindingDetail{FindingRow: head, InspectionID: d.InspectionID, InspectionNumber: d.InspectionNumber, ObservationID: d.ObservationID,
		ObservationNote: d.ObservationNote, CheckpointID: d.CheckpointID, Own: d.OpenedBy == authz.From(ctx).UserID, OpenedByName: d.OpenedByName, Photos: list(d.Photos),
		Rectifications: make([]FindingRectification, len(d.Rectifications)), History: make([]FindingEvent, len(d.History))}
	if d.Clause != nil {
		out.Clause = &FindingClause{d.Clause.ID, d.Clause.Number, d.Clause.Title, d.Clause.StandardNo, d.Clause.StandardTitle}
	}
	for i, r := range d.Rectifications {
		out.Rectifications[i] = r.body()
	}
	for i, e := range d.History {
		out.History[i] = FindingEvent(e)
	}
	return out, err
}

func (r Rectification) body() FindingRectification {
	out := FindingRectification{ID: r.ID, Round: r.Round, Cause: r.Cause, Action: r.Action, Photos: list(r.Photos),
		SubmittedByName: r.SubmittedByName, SubmittedAt: r.SubmittedAt, State: string(r.State)}
	if x := r.Reinspection; x != nil {
		out.Reinspection = &FindingReinspection{string(x.Result), x.Note, list(x.Photos), x.InspectorName, x.At}
	}
	return out
}

// list makes an absent list an empty one, which is what clients get.
func list(in []string) []string {
	if in == nil {
		return []string{}
	}
	return in
}
