package contract

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
)

// ContractRow is a contract on the list.
type ContractRow struct {
	ID           string    `json:"id"`
	Code         string    `json:"code"`
	Name         string    `json:"name"`
	SupplierID   string    `json:"supplierId"`
	SupplierName string    `json:"supplierName"`
	StartsOn     date.Day  `json:"startsOn"`
	EndsOn       date.Day  `json:"endsOn"`
	State        State     `json:"state"`
	MonthlyPrice money.Fen `json:"monthlyPrice" doc:"of the lines that run today, or on the nearest day of the contract"`
	Version      int       `json:"version"`
}

// ContractBody is a contract with its lines.
type ContractBody struct {
	ContractRow
	SignedOn         date.Day       `json:"signedOn,omitempty"`
	PaymentRuleID    string         `json:"paymentRuleId,omitempty"`
	TerminatedOn     date.Day       `json:"terminatedOn,omitempty"`
	TerminatedReason string         `json:"terminatedReason,omitempty"`
	Lines            []ContractLine `json:"lines"`
	Checkpoints      int            `json:"checkpoints"`
}

// ContractLine is a line as people see it. The quota and what follows from it are
// absent for those who may not read quotas.
type ContractLine struct {
	ID           string         `json:"id"`
	ContractID   string         `json:"contractId"`
	Category     vocab.Category `json:"category"`
	ServiceItem  string         `json:"serviceItem"`
	SiteID       string         `json:"siteId"`
	SiteName     string         `json:"siteName"`
	Quantity     money.Quantity `json:"quantity"`
	Unit         string         `json:"unit"`
	UnitPrice    money.Fen      `json:"unitPrice"`
	Billing      Billing        `json:"billing"`
	QuotaTierID  string         `json:"quotaTierId,omitempty"`
	QuotaTier    *ContractTier  `json:"quotaTier,omitempty"`
	MonthlyPrice money.Fen      `json:"monthlyPrice"`
	MonthlyQuota *money.Fen     `json:"monthlyQuota,omitempty"`
	Deviation    *money.Fen     `json:"deviation,omitempty" doc:"monthly price less monthly quota"`
	DeviationBp  *int64         `json:"deviationBp,omitempty" doc:"deviation of the quota in basis points"`
	StartsOn     date.Day       `json:"startsOn"`
	EndsOn       date.Day       `json:"endsOn"`
	Version      int            `json:"version"`
}

// ContractTier is the quota tier of a line.
type ContractTier struct {
	Code        string    `json:"code"`
	ServiceItem string    `json:"serviceItem"`
	Grade       string    `json:"grade"`
	Value       money.Fen `json:"value"`
	Per         Per       `json:"per"`
}

func rowOf(c Contract, lines []Line, today date.Day) ContractRow {
	at := min(max(today, c.StartsOn), c.Ends())
	price := money.Fen(0)
	for _, l := range lines {
		if l.StartsOn <= at && at <= l.EndsOn {
			price += l.MonthlyPrice()
		}
	}
	return ContractRow{c.ID, c.Code, c.Name, c.SupplierID, c.SupplierName, c.StartsOn, c.EndsOn, c.State, price, c.Version}
}

func lineOf(l Line, mayReadQuota bool) ContractLine {
	out := ContractLine{ID: l.ID, ContractID: l.ContractID, Category: l.Category, ServiceItem: l.ServiceItem, SiteID: l.SiteID, SiteName: l.SiteName,
		Quantity: l.Quantity, Unit: l.Unit, UnitPrice: l.UnitPrice, Billing: l.Billing, MonthlyPrice: l.MonthlyPrice(),
		StartsOn: l.StartsOn, EndsOn: l.EndsOn, Version: l.Version}
	if !mayReadQuota || l.Tier == nil || l.Tier.Value == nil {
		return out
	}
	out.QuotaTierID = l.QuotaTierID
	out.QuotaTier = &ContractTier{l.Tier.Code, l.Tier.ServiceItem, l.Tier.Grade, *l.Tier.Value, l.Tier.Per}
	if quota, ok := l.MonthlyQuota(); ok {
		deviation := out.MonthlyPrice - quota
		out.MonthlyQuota, out.Deviation = &quota, &deviation
		if quota > 0 {
			bp := money.RatioBp(int64(deviation), int64(quota))
			out.DeviationBp = &bp
		}
	}
	return out
}

func mayReadQuota(ctx context.Context) bool { return authz.From(ctx).Can("quota.read") }

// body reads a contract as people see it.
func (s *Service) body(ctx context.Context, contractID string) (ContractBody, error) {
	c, lines, err := s.Get(ctx, contractID)
	if err != nil {
		return ContractBody{}, err
	}
	n, err := s.points.CheckpointCount(ctx, c.ID)
	if err != nil {
		return ContractBody{}, err
	}
	out := ContractBody{ContractRow: rowOf(c, lines, clock.Today(s.clock)), SignedOn: c.SignedOn, PaymentRuleID: c.PaymentRuleID,
		TerminatedOn: c.TerminatedOn, TerminatedReason: c.TerminatedReason, Lines: make([]ContractLine, len(lines)), Checkpoints: n}
	for i, l := range lines {
		out.Lines[i] = lineOf(l, mayReadQuota(ctx))
	}
	return out, nil
}

// rows reads a page of contracts with the prices of their lines.
func (s *Service) rows(ctx context.Context, q Query, p page.Request) (page.Of[ContractRow], error) {
	list, err := s.list(ctx, q, p)
	if err != nil {
		return page.Of[ContractRow]{}, err
	}
	ids := make([]string, len(list.Items))
	for i, c := range list.Items {
		ids[i] = c.ID
	}
	lines, err := s.linesOf(ctx, ids...)
	if err != nil {
		return page.Of[ContractRow]{}, err
	}
	byContract := map[string][]Line{}
	for _, l := range lines {
		byContract[l.ContractID] = append(byContract[l.ContractID], l)
	}
	return page.Map(list, func(c Contract) ContractRow { return rowOf(c, byContract[c.ID], clock.Today(s.clock)) }), nil
}
