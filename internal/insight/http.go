package insight

import (
	"context"

	"hengjian/internal/assessment"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations across domains.
func (s *Service) Routes(r *httpapi.Router) {
	httpapi.Handle(r, httpapi.Op{ID: "getWorkbench", Method: "GET", Path: "/workbench", Tag: "workbench", Permission: "workbench.read",
		Summary: "What waits for the caller today"}, s.getWorkbench)
	httpapi.Handle(r, httpapi.Op{ID: "listFacts", Method: "GET", Path: "/facts", Tag: "ledger", Permission: "ledger.read",
		Summary: "The ledger in words, newest first"}, s.listFacts)
}

func (s *Service) getWorkbench(ctx context.Context, _ *struct{}) (*httpapi.OK[Workbench], error) {
	out, err := s.Workbench(ctx)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

type factsInput struct {
	httpapi.Paging
	Kind       string         `query:"kind" maxLength:"32"`
	SupplierID string         `query:"supplierId" maxLength:"64"`
	SiteID     string         `query:"siteId" maxLength:"64"`
	Category   vocab.Category `query:"category"`
	ClauseID   string         `query:"clauseId" maxLength:"64"`
	From       date.Day       `query:"from" doc:"empty for the last thirty days"`
	To         date.Day       `query:"to"`
}

func (s *Service) listFacts(ctx context.Context, in *factsInput) (*httpapi.OK[page.Of[assessment.FactBody]], error) {
	rows, err := s.Facts(ctx, FactQuery{ledger.Kind(in.Kind), in.SupplierID, in.SiteID, in.Category, in.ClauseID, in.From, in.To}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(page.Map(rows, assessment.FactRow.Body)), nil
}
