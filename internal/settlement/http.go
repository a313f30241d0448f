package settlement

import (
	"context"
	"net/http"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on payment rules and settlements.
func (s *Service) Routes(r *httpapi.Router) {
	const tag = "settlements"
	httpapi.Handle(r, httpapi.Op{ID: "listPaymentRules", Method: http.MethodGet, Path: "/payment-rules", Tag: tag, Permission: "rule.read",
		Summary: "Payment rules with their bands and sources"}, s.listRules)
	httpapi.Handle(r, httpapi.Op{ID: "listSettlements", Method: http.MethodGet, Path: "/settlements", Tag: tag, Permission: "settlement.read",
		Summary: "Settlements, the newest month first"}, s.list)
	httpapi.Handle(r, httpapi.Op{ID: "prepareSettlements", Method: http.MethodPost, Path: "/settlements", Tag: tag, Permission: "settlement.prepare",
		Summary: "Prepare the settlements of a month"}, s.postPrepare)
	httpapi.Handle(r, httpapi.Op{ID: "getSettlement", Method: http.MethodGet, Path: "/settlements/{id}", Tag: tag, Permission: "settlement.read",
		Summary: "One settlement as a statement"}, s.get)
	httpapi.Handle(r, httpapi.Op{ID: "approveSettlement", Method: http.MethodPost, Path: "/settlements/{id}/approve", Tag: tag, Permission: "settlement.approve",
		Summary: "Fix a settlement and book its deductions"}, s.postApprove)
}

func (s *Service) listRules(ctx context.Context, _ *struct{}) (*httpapi.OK[page.Of[PaymentRule]], error) {
	rules, err := s.Rules(ctx)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(page.Map(page.Of[Rule]{Items: rules}, Rule.body)), nil
}

type listIn struct {
	httpapi.Paging
	Month      date.Month `query:"month"`
	SupplierID string     `query:"supplierId" maxLength:"64"`
	ContractID string     `query:"contractId" maxLength:"64"`
	State      string     `query:"state" enum:"draft,approved"`
}

func (s *Service) list(ctx context.Context, in *listIn) (*httpapi.OK[page.Of[SettlementRow]], error) {
	found, err := s.List(ctx, Filter{Month: in.Month, SupplierID: in.SupplierID, ContractID: in.ContractID, State: State(in.State)}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(page.Map(found, Settlement.body)), nil
}

type prepareIn struct {
	Body struct {
		Month      date.Month `json:"month"`
		ContractID string     `json:"contractId,omitempty" maxLength:"64" doc:"empty: every contract with work in the month"`
	}
}

func (s *Service) postPrepare(ctx context.Context, in *prepareIn) (*httpapi.OK[PreparedSettlements], error) {
	made, skipped, err := s.Prepare(ctx, in.Body.Month, in.Body.ContractID)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(prepared(made, skipped)), nil
}

func (s *Service) get(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[SettlementStatement], error) {
	return reply(s.Get(ctx, in.ID))
}

func (s *Service) postApprove(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[SettlementStatement], error) {
	return reply(s.Approve(ctx, in.ID))
}

func reply(d Detail, err error) (*httpapi.Tagged[SettlementStatement], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(d.body(), d.Version), nil
}
