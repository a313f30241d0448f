package finding

import (
	"context"
	"net/http"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on findings.
func (s *Service) Routes(r *httpapi.Router) {
	const tag = "findings"
	httpapi.Handle(r, httpapi.Op{ID: "listFindings", Method: http.MethodGet, Path: "/findings", Tag: tag, Permission: "finding.read",
		Summary: "Findings: work to be done by due date, records newest first"}, s.list)
	httpapi.Handle(r, httpapi.Op{ID: "getFinding", Method: http.MethodGet, Path: "/findings/{id}", Tag: tag, Permission: "finding.read",
		Summary: "One finding with its answers and history"}, s.get)
	httpapi.Handle(r, httpapi.Op{ID: "rectifyFinding", Method: http.MethodPost, Path: "/findings/{id}/rectifications", Tag: tag, Permission: "finding.rectify",
		Summary: "Answer a finding", Idempotent: true, Status: http.StatusCreated}, s.postRectification)
	httpapi.Handle(r, httpapi.Op{ID: "reinspectRectification", Method: http.MethodPost, Path: "/rectifications/{id}/reinspection", Tag: tag, Permission: "finding.reinspect", Idempotent: true,
		Summary: "Close a finding or send the answer back"}, s.postReinspection)
	httpapi.Handle(r, httpapi.Op{ID: "cancelFinding", Method: http.MethodPost, Path: "/findings/{id}/cancel", Tag: tag, Permission: "finding.cancel",
		Summary: "Withdraw a finding that should not have been opened"}, s.postCancel)
}

type listIn struct {
	httpapi.Paging
	State      string         `query:"state" enum:"open,submitted,returned,closed,cancelled,active" doc:"active: somebody still has to act"`
	SupplierID string         `query:"supplierId" maxLength:"64"`
	SiteID     string         `query:"siteId" maxLength:"64"`
	Checkpoint string         `query:"checkpointId" maxLength:"64"`
	Severity   vocab.Severity `query:"severity"`
	Category   vocab.Category `query:"category"`
	Overdue    bool           `query:"overdue" doc:"true: only those whose answer is overdue"`
	From       date.Day       `query:"from" doc:"opened on this day or later"`
	To         date.Day       `query:"to" doc:"opened on this day or earlier"`
}

func (s *Service) list(ctx context.Context, in *listIn) (*httpapi.OK[page.Of[FindingRow]], error) {
	f := Filter{State: State(in.State), SupplierID: in.SupplierID, SiteID: in.SiteID, Checkpoint: in.Checkpoint, Severity: in.Severity, Category: in.Category,
		Overdue: in.Overdue, From: in.From, To: in.To}
	if in.State == "active" {
		f.State, f.Active = "", true
	}
	found, err := s.List(ctx, f, in.Page())
	if err != nil {
		return nil, err
	}
	out := page.Of[FindingRow]{Items: make([]FindingRow, len(found.Items)), NextCursor: found.NextCursor}
	count := s.countdown()
	for i, item := range found.Items {
		if out.Items[i], err = s.body(ctx, count, item); err != nil {
			return nil, err
		}
	}
	return httpapi.Reply(out), nil
}

func (s *Service) get(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[FindingDetail], error) {
	return s.answerWith(ctx, in.ID)
}

func (s *Service) answerWith(ctx context.Context, id string) (*httpapi.Tagged[FindingDetail], error) {
	d, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	body, err := s.detailBody(ctx, d)
	return httpapi.ReplyVersion(body, d.Version), err
}

type rectificationIn struct {
	httpapi.ByID
	Body struct {
		Cause  string   `json:"cause" minLength:"1" maxLength:"2000" doc:"why it happened"`
		Action string   `json:"action" minLength:"1" maxLength:"2000" doc:"what was done about it"`
		Photos []string `json:"photos,omitempty" maxItems:"20" doc:"sha256 of photos sent before"`
	}
}

func (s *Service) postRectification(ctx context.Context, in *rectificationIn) (*httpapi.Tagged[FindingDetail], error) {
	answer := Answer{Cause: in.Body.Cause, Action: in.Body.Action, Photos: in.Body.Photos}
	if _, err := s.Rectify(ctx, in.ID, answer); err != nil {
		return nil, err
	}
	return s.answerWith(ctx, in.ID)
}

type reinspectionIn struct {
	httpapi.ByID
	Body struct {
		Result string   `json:"result" enum:"closed,returned"`
		Note   string   `json:"note,omitempty" maxLength:"2000" doc:"required when the answer is sent back"`
		Photos []string `json:"photos,omitempty" maxItems:"20" doc:"sha256 of photos sent before"`
	}
}

func (s *Service) postReinspection(ctx context.Context, in *reinspectionIn) (*httpapi.Tagged[FindingDetail], error) {
	f, err := s.Reinspect(ctx, in.ID, Judgement{Result: State(in.Body.Result), Note: in.Body.Note, Photos: in.Body.Photos})
	if err != nil {
		return nil, err
	}
	return s.answerWith(ctx, f.ID)
}

type cancelIn struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"stands in the audit log"`
	}
}

func (s *Service) postCancel(ctx context.Context, in *cancelIn) (*httpapi.Tagged[FindingDetail], error) {
	if _, err := s.Cancel(ctx, in.ID, in.Body.Reason); err != nil {
		return nil, err
	}
	return s.answerWith(ctx, in.ID)
}
