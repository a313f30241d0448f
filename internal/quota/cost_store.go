package quota

import (
	"context"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

type costRow struct {
	ID             string `gorm:"primaryKey"`
	Number         string
	SupplierID     string
	ContractID     string
	ContractLineID string
	SiteID         string
	Category       string
	Subject        string
	Month          string
	Amount         int64
	InvoiceNo      string
	Note           string
	ReversalOf     *string
	EnteredBy      string
	EnteredByName  string
	CreatedAt      int64 `gorm:"autoCreateTime:false"`
}

// readCost is a row with what is joined to it.
type readCost struct {
	Row          costRow `gorm:"embedded"`
	SupplierName string
	ContractCode string
	SiteName     string
	Reversed     bool
}

func (costRow) TableName() string { return "cost_entries" }

func (read readCost) entry() CostEntry {
	r := read.Row
	e := CostEntry{ID: r.ID, Number: r.Number, SupplierID: r.SupplierID, SupplierName: read.SupplierName, ContractID: r.ContractID, ContractCode: read.ContractCode,
		ContractLineID: r.ContractLineID, SiteID: r.SiteID, SiteName: read.SiteName, Category: vocab.Category(r.Category), Subject: r.Subject,
		Month: date.Month(r.Month), Amount: money.Fen(r.Amount), InvoiceNo: r.InvoiceNo, Note: r.Note, Reversed: read.Reversed,
		EnteredByName: r.EnteredByName, CreatedAt: date.FromMillis(r.CreatedAt)}
	if r.ReversalOf != nil {
		e.ReversalOf = *r.ReversalOf
	}
	return e
}

func (s *Service) costs(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("cost_entries e").
		Select("e.*, s.name AS supplier_name, c.code AS contract_code, COALESCE(si.name, '') AS site_name, " +
			"EXISTS (SELECT 1 FROM cost_entries r WHERE r.reversal_of = e.id) AS reversed").
		Joins("JOIN suppliers s ON s.id = e.supplier_id").Joins("JOIN contracts c ON c.id = e.contract_id").Joins("LEFT JOIN sites si ON si.id = e.site_id").
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "e.supplier_id"}))
}

// Cost returns one entry.
func (s *Service) Cost(ctx context.Context, entryID string) (CostEntry, error) {
	if !id.Valid(entryID) {
		return CostEntry{}, fault.NotFound()
	}
	var r readCost
	if err := db.First(s.costs(ctx).Where("e.id = ?", entryID), &r); err != nil {
		return CostEntry{}, err
	}
	return r.entry(), nil
}

// CostQuery narrows a list of costs. Empty fields do not narrow.
type CostQuery struct {
	Month      date.Month
	From       date.Month // a span of months, both included; with one end only it reaches up to the longest span
	To         date.Month
	SupplierID string
	ContractID string
	SiteID     string
	Category   vocab.Category
}

func (q *CostQuery) clean(now date.Month) error {
	for field, filter := range map[string]string{"supplierId": q.SupplierID, "contractId": q.ContractID, "siteId": q.SiteID} {
		if err := checkID(field, filter); err != nil {
			return err
		}
	}
	switch {
	case q.From == "" && q.To == "":
		return nil
	case q.Month != "":
		return fault.Invalid("not_allowed", "month", "Ask for one month or for a span, not both.")
	case q.To == "":
		q.To = max(now, q.From)
	case q.From == "":
		q.From = q.To.Add(1 - maxSpan)
	}
	return checkSpan(q.From, q.To)
}

// Costs lists entries, newest first. Errors: 422 malformed_value, not_allowed,
// period_reversed, period_too_long, cursor_unknown.
func (s *Service) Costs(ctx context.Context, query CostQuery, p page.Request) (page.Of[CostEntry], error) {
	if err := query.clean(clock.ThisMonth(s.clock)); err != nil {
		return page.Of[CostEntry]{}, err
	}
	q := s.costs(ctx)
	if query.From != "" {
		q = q.Where("e.month BETWEEN ? AND ?", string(query.From), string(query.To))
	}
	for _, f := range []struct{ column, value string }{{"e.month", string(query.Month)}, {"e.supplier_id", query.SupplierID},
		{"e.contract_id", query.ContractID}, {"e.site_id", query.SiteID}, {"e.category", string(query.Category)}} {
		if f.value != "" {
			q = q.Where(f.column+" = ?", f.value)
		}
	}
	after, err := page.Decode(p.Cursor, 1)
	if err != nil || after != nil && !id.Valid(after[0]) {
		return page.Of[CostEntry]{}, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	if after != nil {
		q = q.Where("e.id < ?", after[0])
	}
	var rows []readCost
	if err := q.Order("e.id DESC").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[CostEntry]{}, db.Fault(err)
	}
	return page.Map(page.Cut(rows, p.Size(), func(r readCost) []string { return []string{r.Row.ID} }), readCost.entry), nil
}

// checkID refuses a filter that cannot be an identifier: MariaDB does not compare
// other text with an ascii column. An empty filter narrows nothing.
func checkID(field, filter string) error {
	if filter != "" && !id.Valid(filter) {
		return fault.Invalid("malformed_value", field, "That is not an identifier.")
	}
	return nil
}
