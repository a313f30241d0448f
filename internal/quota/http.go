package quota

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on quotas, costs, closed months and the report.
func (s *Service) Routes(r *httpapi.Router) {
	httpapi.Handle(r, httpapi.Op{ID: "listQuotas", Method: "GET", Path: "/quotas", Tag: "quotas", Permission: "quota.read",
		Summary: "List quotas by code"}, s.getQuotas)
	httpapi.Handle(r, httpapi.Op{ID: "createQuota", Method: "POST", Path: "/quotas", Tag: "quotas", Permission: "quota.write", Status: 201,
		Summary: "Add a quota with its tiers"}, s.postQuota)
	httpapi.Handle(r, httpapi.Op{ID: "getQuota", Method: "GET", Path: "/quotas/{id}", Tag: "quotas", Permission: "quota.read",
		Summary: "One quota"}, s.getQuota)
	httpapi.Handle(r, httpapi.Op{ID: "updateQuota", Method: "PATCH", Path: "/quotas/{id}", Tag: "quotas", Permission: "quota.write",
		Summary: "Change a quota; what measures a contract line stays"}, s.patchQuota)
	httpapi.Handle(r, httpapi.Op{ID: "listCostSubjects", Method: "GET", Path: "/cost-subjects", Tag: "costs", Permission: "cost.read",
		Summary: "The cost subjects"}, s.getSubjects)
	httpapi.Handle(r, httpapi.Op{ID: "listCosts", Method: "GET", Path: "/costs", Tag: "costs", Permission: "cost.read",
		Summary: "List cost entries, newest first"}, s.getCosts)
	httpapi.Handle(r, httpapi.Op{ID: "bookCost", Method: "POST", Path: "/costs", Tag: "costs", Permission: "cost.write", Idempotent: true, Status: 201,
		Summary: "Book a cost of a month of a contract line"}, s.postCost)
	httpapi.Handle(r, httpapi.Op{ID: "reverseCost", Method: "POST", Path: "/costs/{id}/reverse", Tag: "costs", Permission: "cost.write",
		Summary: "Take a cost back, once"}, s.postReversal)
	httpapi.Handle(r, httpapi.Op{ID: "listPeriodLocks", Method: "GET", Path: "/period-locks", Tag: "costs", Permission: "cost.read",
		Summary: "The closed months, newest first"}, s.getLocks)
	httpapi.Handle(r, httpapi.Op{ID: "lockPeriod", Method: "POST", Path: "/period-locks", Tag: "costs", Permission: "cost.write", Status: 201,
		Summary: "Close a finished month; with a reason also over contracts that are not settled"}, s.postLock)
	httpapi.Handle(r, httpapi.Op{ID: "getPeriod", Method: "GET", Path: "/period-locks/{month}", Tag: "costs", Permission: "cost.read",
		Summary: "How a month stands: closed, or what its closing waits for"}, s.getPeriod)
	httpapi.Handle(r, httpapi.Op{ID: "reopenPeriod", Method: "POST", Path: "/period-locks/{month}/reopen", Tag: "costs", Permission: "cost.reopen",
		Summary: "Open a closed month again"}, s.postReopen)
	httpapi.Handle(r, httpapi.Op{ID: "getQuotaReport", Method: "GET", Path: "/reports/quota", Tag: "reports", Permission: "report.quota",
		Summary: "Quota cost, contract price and actual cost over a span of months"}, s.getReport)
	httpapi.Handle(r, httpapi.Op{ID: "listQuotaReportLines", Method: "GET", Path: "/reports/quota/lines", Tag: "reports", Permission: "report.quota",
		Summary: "The contract lines behind the report"}, s.getReportLines)
	httpapi.Raw(r, httpapi.Op{ID: "exportQuotaReport", Method: "GET", Path: "/reports/quota.xlsx", Tag: "reports", Permission: "report.quota",
		Summary: "The report as a spreadsheet", Answers: xlsxType, Queries: exportQueries}, s.export)
}

type quotasInput struct {
	httpapi.Paging
	Q        string         `query:"q" maxLength:"64" doc:"part of a service or code"`
	Category vocab.Category `query:"category"`
}

func (s *Service) getQuotas(ctx context.Context, in *quotasInput) (*httpapi.OK[page.Of[QuotaBody]], error) {
	list, err := s.Quotas(ctx, Query{in.Q, in.Category}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(page.Map(list, bodyOf)), nil
}

type quotaInput struct {
	Body struct {
		Code          string           `json:"code" maxLength:"64"`
		Category      vocab.Category   `json:"category"`
		ServiceItem   string           `json:"serviceItem" maxLength:"128"`
		Unit          string           `json:"unit" maxLength:"32"`
		Basis         Basis            `json:"basis" enum:"quoted,derived"`
		SourceID      string           `json:"sourceId,omitempty" maxLength:"26"`
		Note          string           `json:"note,omitempty" maxLength:"2000"`
		EffectiveFrom string           `json:"effectiveFrom,omitempty" maxLength:"10"`
		Tiers         []QuotaTierInput `json:"tiers" maxItems:"50"`
	}
}

func (s *Service) postQuota(ctx context.Context, in *quotaInput) (*httpapi.Tagged[QuotaBody], error) {
	b := in.Body
	q, err := s.Create(ctx, Details{b.Code, b.Category, b.ServiceItem, b.Unit, b.Basis, b.SourceID, b.Note, b.EffectiveFrom, tiersOf(b.Tiers)})
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(bodyOf(q), q.Version), nil
}

func (s *Service) getQuota(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[QuotaBody], error) {
	q, err := s.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(bodyOf(q), q.Version), nil
}

type quotaChange struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		ServiceItem   *string           `json:"serviceItem,omitempty" maxLength:"128"`
		Unit          *string           `json:"unit,omitempty" maxLength:"32"`
		Basis         *Basis            `json:"basis,omitempty" enum:"quoted,derived"`
		SourceID      *string           `json:"sourceId,omitempty" maxLength:"26"`
		Note          *string           `json:"note,omitempty" maxLength:"2000"`
		EffectiveFrom *string           `json:"effectiveFrom,omitempty" maxLength:"10"`
		Tiers         *[]QuotaTierInput `json:"tiers,omitempty" maxItems:"50"`
	}
}

func (s *Service) patchQuota(ctx context.Context, in *quotaChange) (*httpapi.Tagged[QuotaBody], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	b := in.Body
	c := Changes{b.ServiceItem, b.Unit, b.Basis, b.SourceID, b.Note, b.EffectiveFrom, nil}
	if b.Tiers != nil {
		tiers := tiersOf(*b.Tiers)
		c.Tiers = &tiers
	}
	q, err := s.Update(ctx, in.ID, version, c)
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(bodyOf(q), q.Version), nil
}

func (s *Service) getSubjects(ctx context.Context, _ *struct{}) (*httpapi.OK[items[Subject]], error) {
	list, err := s.Subjects(ctx)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(items[Subject]{list}), nil
}

type costsInput struct {
	httpapi.Paging
	Month      date.Month     `query:"month" doc:"one month; not together with a span"`
	From       date.Month     `query:"from" doc:"first month of a span of at most sixty"`
	To         date.Month     `query:"to" doc:"last month of the span"`
	SupplierID string         `query:"supplierId" maxLength:"64"`
	ContractID string         `query:"contractId" maxLength:"64"`
	SiteID     string         `query:"siteId" maxLength:"64"`
	Category   vocab.Category `query:"category"`
}

func (s *Service) getCosts(ctx context.Context, in *costsInput) (*httpapi.OK[page.Of[CostBody]], error) {
	list, err := s.Costs(ctx, CostQuery{in.Month, in.From, in.To, in.SupplierID, in.ContractID, in.SiteID, in.Category}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(page.Map(list, costOf)), nil
}

type costInput struct {
	Body struct {
		ContractLineID string     `json:"contractLineId" maxLength:"64"`
		Subject        string     `json:"subject" maxLength:"32"`
		Month          date.Month `json:"month"`
		Amount         money.Fen  `json:"amount"`
		InvoiceNo      string     `json:"invoiceNo,omitempty" maxLength:"64"`
		Note           string     `json:"note,omitempty" maxLength:"500"`
	}
}

func (s *Service) postCost(ctx context.Context, in *costInput) (*httpapi.OK[CostBody], error) {
	e, err := s.Book(ctx, NewCost(in.Body))
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(costOf(e)), nil
}

type reversalInput struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" maxLength:"500"`
	}
}

func (s *Service) postReversal(ctx context.Context, in *reversalInput) (*httpapi.OK[CostBody], error) {
	e, err := s.Reverse(ctx, in.ID, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(costOf(e)), nil
}

func (s *Service) getLocks(ctx context.Context, _ *struct{}) (*httpapi.OK[items[PeriodLock]], error) {
	list, err := s.Locks(ctx)
	if err != nil {
		return nil, err
	}
	out := items[PeriodLock]{make([]PeriodLock, len(list))}
	for i, l := range list {
		out.Items[i] = PeriodLock(l)
	}
	return httpapi.Reply(out), nil
}

type lockInput struct {
	Body struct {
		Month  date.Month `json:"month"`
		Reason string     `json:"reason,omitempty" maxLength:"500" doc:"why it is closed over contracts that are not settled"`
	}
}

type periodInput struct {
	Month date.Month `path:"month"`
}

func (s *Service) getPeriod(ctx context.Context, in *periodInput) (*httpapi.OK[PeriodBody], error) {
	p, err := s.Period(ctx, in.Month)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(periodOf(p)), nil
}

type reopenInput struct {
	Month date.Month `path:"month"`
	Body  struct {
		Reason string `json:"reason" maxLength:"500"`
	}
}

func (s *Service) postReopen(ctx context.Context, in *reopenInput) (*httpapi.OK[PeriodBody], error) {
	if err := s.ReopenPeriod(ctx, in.Month, in.Body.Reason); err != nil {
		return nil, err
	}
	return s.getPeriod(ctx, &periodInput{in.Month})
}

func (s *Service) postLock(ctx context.Context, in *lockInput) (*httpapi.OK[PeriodLock], error) {
	l, err := s.ClosePeriod(ctx, in.Body.Month, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(PeriodLock(l)), nil
}
