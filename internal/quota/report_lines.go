package quota

import (
	"context"

	"gorm.io/gorm"

	"hengjian/internal/contract"
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

// ReportLine is one contract line in the span of a report.
type ReportLine struct {
	ContractID     string
	ContractCode   string
	ContractLineID string
	ServiceItem    string
	SupplierID     string
	SupplierName   string
	SiteName       string
	Category       vocab.Category
	Quantity       money.Quantity
	Unit           string
	UnitPrice      money.Fen
	Tier           *contract.Tier
	Months         int // how many months of the span have accrued
	Figures
}

// lineHead is a line before its sums are known.
type lineHead struct {
	ID           string
	ContractID   string
	ContractCode string
	ServiceItem  string
	SupplierID   string
	SupplierName string
	SiteName     string
	Category     string
	Quantity     int64
	Unit         string
	UnitPrice    int64
	QuotaTierID  *string
}

// ReportLines lists the contract lines behind a report with the same figures: what
// accrued on them and what was booked on them, in the order of contract and line.
// The rollups know no lines, so the sums are read from the records whose facts the
// rollups add up.
func (s *Service) ReportLines(ctx context.Context, q ReportQuery, p page.Request) (page.Of[ReportLine], error) {
	if err := q.clean(clock.ThisMonth(s.clock)); err != nil {
		return page.Of[ReportLine]{}, err
	}
	after, err := page.Decode(p.Cursor, 2)
	if err != nil || after != nil && !id.Valid(after[1]) {
		return page.Of[ReportLine]{}, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	heads := s.lineHeads(ctx, q)
	if after != nil {
		heads = heads.Where("(c.code > ? OR (c.code = ? AND l.id > ?))", after[0], after[0], after[1])
	}
	var rows []lineHead
	if err := heads.Order("c.code, l.id").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[ReportLine]{}, db.Fault(err)
	}
	list := page.Map(page.Cut(rows, p.Size(), func(r lineHead) []string { return []string{r.ContractCode, r.ID} }), lineHead.line)
	return list, s.addFigures(ctx, q.From, q.To, list.Items, rows)
}

func (s *Service) lineHeads(ctx context.Context, q ReportQuery) *gorm.DB {
	heads := s.db.Conn(ctx).Table("contract_lines l").
		Select("l.id, l.contract_id, c.code AS contract_code, l.service_item, l.supplier_id, s.name AS supplier_name, COALESCE(si.name, '') AS site_name, "+
			"l.category, l.quantity, l.unit, l.unit_price, l.quota_tier_id").
		Joins("JOIN contracts c ON c.id = l.contract_id").Joins("JOIN suppliers s ON s.id = l.supplier_id").Joins("LEFT JOIN sites si ON si.id = l.site_id").
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "l.supplier_id", Site: "l.site_id"})).
		Where("(EXISTS (SELECT 1 FROM accruals a WHERE a.contract_line_id = l.id AND a.month BETWEEN ? AND ?) OR "+
			"EXISTS (SELECT 1 FROM cost_entries e WHERE e.contract_line_id = l.id AND e.month BETWEEN ? AND ?))",
			string(q.From), string(q.To), string(q.From), string(q.To))
	for _, f := range []struct{ column, value string }{{"l.supplier_id", q.SupplierID}, {"l.category", string(q.Category)}, {"l.site_id", q.SiteID}} {
		if f.value != "" {
			heads = heads.Where(f.column+" = ?", f.value)
		}
	}
	return heads
}

func (r lineHead) line() ReportLine {
	return ReportLine{ContractID: r.ContractID, ContractCode: r.ContractCode, ContractLineID: r.ID, ServiceItem: r.ServiceItem, SupplierID: r.SupplierID,
		SupplierName: r.SupplierName, SiteName: r.SiteName, Category: vocab.Category(r.Category), Quantity: money.Quantity(r.Quantity), Unit: r.Unit,
		UnitPrice: money.Fen(r.UnitPrice)}
}

// addFigures reads the sums of the lines on a page, and their tiers.
func (s *Service) addFigures(ctx context.Context, from, to date.Month, lines []ReportLine, heads []lineHead) error {
	ids, at := make([]string, len(lines)), map[string]int{}
	var tierIDs []string
	for i, l := range lines {
		ids[i], at[l.ContractLineID] = l.ContractLineID, i
		if t := heads[i].QuotaTierID; t != nil {
			tierIDs = append(tierIDs, *t)
		}
	}
	// The lines were scoped when they were listed.
	var accrued []struct {
		LineID string
		Months int
		Price  int64
		Quota  int64
	}
	err := s.db.Conn(ctx).Table("accruals a").
		Select("a.contract_line_id AS line_id, COUNT(*) AS months, SUM(a.price) AS price, SUM(COALESCE(a.quota, 0)) AS quota").
		Where("a.contract_line_id IN ? AND a.month BETWEEN ? AND ?", ids, string(from), string(to)).Group("a.contract_line_id").Scan(&accrued).Error
	if err != nil {
		return db.Fault(err)
	}
	for _, a := range accrued {
		l := &lines[at[a.LineID]]
		l.Months, l.Price, l.Quota = a.Months, money.Fen(a.Price), money.Fen(a.Quota)
	}
	var booked []struct {
		LineID string
		Actual int64
	}
	err = s.db.Conn(ctx).Table("cost_entries e").Select("e.contract_line_id AS line_id, SUM(e.amount) AS actual").
		Where("e.contract_line_id IN ? AND e.month BETWEEN ? AND ?", ids, string(from), string(to)).Group("e.contract_line_id").Scan(&booked).Error
	if err != nil {
		return db.Fault(err)
	}
	for _, b := range booked {
		lines[at[b.LineID]].Actual = money.Fen(b.Actual)
	}
	tiers, err := NewBook(s.db).Tiers(ctx, tierIDs)
	if err != nil {
		return err
	}
	for i := range lines {
		if heads[i].QuotaTierID == nil {
			continue
		}
		if t, ok := tiers[*heads[i].QuotaTierID]; ok {
			lines[i].Tier = &t
		}
	}
	return nil
}
