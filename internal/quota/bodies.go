package quota

import (
	"time"

	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/standard"
)

// QuotaBody is a quota as people see it.
type QuotaBody struct {
	ID            string               `json:"id"`
	Code          string               `json:"code"`
	Category      vocab.Category       `json:"category"`
	ServiceItem   string               `json:"serviceItem"`
	Unit          string               `json:"unit"`
	Basis         Basis                `json:"basis"`
	SourceID      string               `json:"sourceId"`
	Source        *standard.SourceView `json:"source,omitempty"`
	Note          string               `json:"note"`
	EffectiveFrom string               `json:"effectiveFrom"`
	Tiers         []QuotaTier          `json:"tiers"`
	Version       int                  `json:"version"`
}

// QuotaTier is a tier as people see it.
type QuotaTier struct {
	ID     string       `json:"id"`
	Code   string       `json:"code"`
	Grade  string       `json:"grade"`
	Low    *money.Fen   `json:"low,omitempty"`
	High   *money.Fen   `json:"high,omitempty"`
	Value  *money.Fen   `json:"value,omitempty"`
	Per    contract.Per `json:"per"`
	Usable bool         `json:"usable"`
}

func bodyOf(q Quota) QuotaBody {
	out := QuotaBody{q.ID, q.Code, q.Category, q.ServiceItem, q.Unit, q.Basis, q.SourceID, q.Source, q.Note, q.EffectiveFrom, make([]QuotaTier, len(q.Tiers)), q.Version}
	for i, t := range q.Tiers {
		out.Tiers[i] = QuotaTier(t)
	}
	return out
}

// QuotaTierInput is a tier as it is written.
type QuotaTierInput struct {
	Code   string       `json:"code" maxLength:"64"`
	Grade  string       `json:"grade,omitempty" maxLength:"128"`
	Low    *money.Fen   `json:"low,omitempty"`
	High   *money.Fen   `json:"high,omitempty"`
	Value  *money.Fen   `json:"value,omitempty"`
	Per    contract.Per `json:"per,omitempty" enum:"month,year,three_years,day,meal,once"`
	Usable bool         `json:"usable"`
}

func tiersOf(list []QuotaTierInput) []Tier {
	out := make([]Tier, len(list))
	for i, t := range list {
		out[i] = Tier{"", t.Code, t.Grade, t.Low, t.High, t.Value, t.Per, t.Usable}
	}
	return out
}

// CostBody is a cost entry as people see it.
type CostBody struct {
	ID             string         `json:"id"`
	Number         string         `json:"number"`
	SupplierID     string         `json:"supplierId"`
	SupplierName   string         `json:"supplierName"`
	ContractID     string         `json:"contractId"`
	ContractCode   string         `json:"contractCode"`
	ContractLineID string         `json:"contractLineId"`
	SiteID         string         `json:"siteId"`
	SiteName       string         `json:"siteName"`
	Category       vocab.Category `json:"category"`
	Subject        string         `json:"subject"`
	Month          date.Month     `json:"month"`
	Amount         money.Fen      `json:"amount"`
	InvoiceNo      string         `json:"invoiceNo"`
	Note           string         `json:"note"`
	ReversalOf     string         `json:"reversalOf,omitempty"`
	Reversed       bool           `json:"reversed"`
	EnteredByName  string         `json:"enteredByName"`
	CreatedAt      time.Time      `json:"createdAt"`
}

func costOf(e CostEntry) CostBody { return CostBody(e) }

// PeriodLock is a closed month.
type PeriodLock struct {
	Month        date.Month `json:"month"`
	LockedByName string     `json:"lockedByName"`
	LockedAt     time.Time  `json:"lockedAt"`
}

// PeriodBody is how a month stands.
type PeriodBody struct {
	Month     date.Month          `json:"month"`
	Over      bool                `json:"over"`
	Lock      *PeriodLock         `json:"lock,omitempty" doc:"absent while the month is open"`
	Unsettled []PeriodUnsettled   `json:"unsettled" doc:"contracts that closing would leave without a settlement"`
	History   []PeriodHistoryLine `json:"history" doc:"closings and reopenings, newest first"`
}

// PeriodUnsettled is a contract of the month without an approved settlement.
type PeriodUnsettled struct {
	ContractID   string `json:"contractId"`
	ContractCode string `json:"contractCode"`
	ContractName string `json:"contractName"`
	SupplierName string `json:"supplierName"`
	Reason       string `json:"reason" enum:"assessment_missing,assessment_not_published,settlement_missing,settlement_draft"`
	AssessmentID string `json:"assessmentId,omitempty"`
	SettlementID string `json:"settlementId,omitempty"`
}

// PeriodHistoryLine is a closing or a reopening.
type PeriodHistoryLine struct {
	At        time.Time `json:"at"`
	ActorName string    `json:"actorName"`
	Reopened  bool      `json:"reopened"`
	Reason    string    `json:"reason,omitempty"`
	Unsettled []string  `json:"unsettled" doc:"codes of the contracts that it left without a settlement"`
}

func periodOf(p Period) PeriodBody {
	out := PeriodBody{Month: p.Month, Over: p.Over, Unsettled: make([]PeriodUnsettled, len(p.Unsettled)), History: make([]PeriodHistoryLine, len(p.History))}
	if p.Lock != nil {
		lock := PeriodLock(*p.Lock)
		out.Lock = &lock
	}
	for i, u := range p.Unsettled {
		out.Unsettled[i] = PeriodUnsettled(u)
	}
	for i, e := range p.History {
		out.History[i] = PeriodHistoryLine(e)
	}
	return out
}

type items[T any] struct {
	Items []T `json:"items"`
}

// QuotaReportRow is a row of the report, or its total.
type QuotaReportRow struct {
	Key               string             `json:"key"`
	Name              string             `json:"name"`
	QuotaCost         money.Fen          `json:"quotaCost"`
	ContractPrice     money.Fen          `json:"contractPrice"`
	ActualCost        money.Fen          `json:"actualCost"`
	Deviation         money.Fen          `json:"deviation" doc:"actual cost less quota cost"`
	DeviationBp       *int64             `json:"deviationBp,omitempty" doc:"absent where the quota cost is 0"`
	ContractDeviation money.Fen          `json:"contractDeviation" doc:"contract price less quota cost"`
	Points            *money.Points      `json:"points,omitempty"`
	Months            []QuotaReportMonth `json:"months"`
}

// QuotaReportMonth is a month of a row.
type QuotaReportMonth struct {
	Month         date.Month `json:"month"`
	QuotaCost     money.Fen  `json:"quotaCost"`
	ContractPrice money.Fen  `json:"contractPrice"`
	ActualCost    money.Fen  `json:"actualCost"`
}

// QuotaReport is the comparison of quota, price and cost.
type QuotaReport struct {
	From    date.Month       `json:"from"`
	To      date.Month       `json:"to"`
	GroupBy Group            `json:"groupBy"`
	Rows    []QuotaReportRow `json:"rows"`
	Total   QuotaReportRow   `json:"total"`
}

func reportOf(r Report) QuotaReport {
	out := QuotaReport{r.From, r.To, r.GroupBy, make([]QuotaReportRow, len(r.Rows)), reportRowOf(r.Total)}
	for i, row := range r.Rows {
		out.Rows[i] = reportRowOf(row)
	}
	return out
}

func reportRowOf(r ReportRow) QuotaReportRow {
	out := QuotaReportRow{r.Key, r.Name, r.Quota, r.Price, r.Actual, r.Deviation(), r.DeviationBp(), r.ContractDeviation(), r.Points,
		make([]QuotaReportMonth, len(r.Months))}
	for i, m := range r.Months {
		out.Months[i] = QuotaReportMonth{m.Month, m.Quota, m.Price, m.Actual}
	}
	return out
}

// QuotaReportLine is a contract line behind the report.
type QuotaReportLine struct {
	ContractID     string                 `json:"contractId"`
	ContractCode   string                 `json:"contractCode"`
	ContractLineID string                 `json:"contractLineId"`
	ServiceItem    string                 `json:"serviceItem"`
	SupplierID     string                 `json:"supplierId"`
	SupplierName   string                 `json:"supplierName"`
	SiteName       string                 `json:"siteName"`
	Category       vocab.Category         `json:"category"`
	Quantity       money.Quantity         `json:"quantity"`
	Unit           string                 `json:"unit"`
	UnitPrice      money.Fen              `json:"unitPrice"`
	Tier           *contract.ContractTier `json:"tier,omitempty"`
	Months         int                    `json:"months"`
	QuotaCost      money.Fen              `json:"quotaCost"`
	ContractPrice  money.Fen              `json:"contractPrice"`
	ActualCost     money.Fen              `json:"actualCost"`
	Deviation      money.Fen              `json:"deviation"`
	DeviationBp    *int64                 `json:"deviationBp,omitempty"`
}

func reportLineOf(l ReportLine) QuotaReportLine {
	out := QuotaReportLine{l.ContractID, l.ContractCode, l.ContractLineID, l.ServiceItem, l.SupplierID, l.SupplierName, l.SiteName, l.Category, l.Quantity,
		l.Unit, l.UnitPrice, nil, l.Months, l.Quota, l.Price, l.Actual, l.Deviation(), l.DeviationBp()}
	if l.Tier != nil && l.Tier.Value != nil {
		out.Tier = &contract.ContractTier{Code: l.Tier.Code, ServiceItem: l.Tier.ServiceItem, Grade: l.Tier.Grade, Value: *l.Tier.Value, Per: l.Tier.Per}
	}
	return out
}
