package contract

import (
	"context"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type lineRow struct {
	ID          string `gorm:"primaryKey"`
	ContractID  string
	SupplierID  string
	Category    string
	ServiceItem string
	SiteID      string
	Quantity    int64
	Unit        string
	UnitPrice   int64
	Billing     string
	QuotaTierID *string
	StartsOn    string
	EndsOn      string
	Version     int
}

// readLine is a row with what is joined to it.
type readLine struct {
	Row          lineRow `gorm:"embedded"`
	SiteName     string
	TerminatedOn *string
}

func (lineRow) TableName() string { return "contract_lines" }

func (read readLine) line() Line {
	r := read.Row
	return Line{ID: r.ID, ContractID: r.ContractID, SupplierID: r.SupplierID, Category: vocab.Category(r.Category), ServiceItem: r.ServiceItem,
		SiteID: r.SiteID, SiteName: read.SiteName, Quantity: money.Quantity(r.Quantity), Unit: r.Unit, UnitPrice: money.Fen(r.UnitPrice),
		Billing: Billing(r.Billing), QuotaTierID: plain(r.QuotaTierID), StartsOn: date.Day(r.StartsOn), EndsOn: date.Day(r.EndsOn),
		Until: date.Day(plain(read.TerminatedOn)), Version: r.Version}
}

func (s *Service) lines(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("contract_lines l").Select("l.*, COALESCE(si.name, '') AS site_name, c.terminated_on").
		Joins("JOIN contracts c ON c.id = l.contract_id").Joins("LEFT JOIN sites si ON si.id = l.site_id").
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "l.supplier_id"}))
}

// read runs a query made by lines and adds the tiers.
func (s *Service) read(ctx context.Context, q *gorm.DB) ([]Line, error) {
	var rows []readLine
	if err := q.Order("l.contract_id, l.id").Scan(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	out := make([]Line, len(rows))
	var tierIDs []string
	for i, r := range rows {
		out[i] = r.line()
		if out[i].QuotaTierID != "" {
			tierIDs = append(tierIDs, out[i].QuotaTierID)
		}
	}
	if len(tierIDs) == 0 {
		return out, nil
	}
	tiers, err := s.book.Tiers(ctx, tierIDs)
	if err != nil {
		return nil, db.Fault(err)
	}
	for i := range out {
		if t, ok := tiers[out[i].QuotaTierID]; ok {
			out[i].Tier = &t
		}
	}
	return out, nil
}

func (s *Service) linesOf(ctx context.Context, contractIDs ...string) ([]Line, error) {
	return s.read(ctx, s.lines(ctx).Where("l.contract_id IN ?", contractIDs))
}

func (s *Service) loadLine(ctx context.Context, lineID string) (Line, error) {
	if !id.Valid(lineID) {
		return Line{}, fault.NotFound()
	}
	var r readLine
	if err := db.First(s.lines(ctx).Where("l.id = ?", lineID), &r); err != nil {
		return Line{}, err
	}
	l := r.line()
	if l.QuotaTierID != "" {
		tiers, err := s.book.Tiers(ctx, []string{l.QuotaTierID})
		if err != nil {
			return Line{}, db.Fault(err)
		}
		if t, ok := tiers[l.QuotaTierID]; ok {
			l.Tier = &t
		}
	}
	return l, nil
}

func (l Line) row() lineRow {
	return lineRow{ID: l.ID, ContractID: l.ContractID, SupplierID: l.SupplierID, Category: string(l.Category), ServiceItem: l.ServiceItem, SiteID: l.SiteID,
		Quantity: int64(l.Quantity), Unit: l.Unit, UnitPrice: int64(l.UnitPrice), Billing: string(l.Billing), QuotaTierID: optional(l.QuotaTierID),
		StartsOn: string(l.StartsOn), EndsOn: string(l.EndsOn), Version: l.Version}
}

func (s *Service) saveLine(ctx context.Context, l Line) error {
	r := l.row()
	return db.Changed(s.db.Conn(ctx).Table("contract_lines").Where("id = ? AND version = ?", l.ID, l.Version).Updates(map[string]any{
		"category": r.Category, "service_item": r.ServiceItem, "site_id": r.SiteID, "quantity": r.Quantity, "unit": r.Unit, "unit_price": r.UnitPrice,
		"billing": r.Billing, "quota_tier_id": r.QuotaTierID, "starts_on": r.StartsOn, "ends_on": r.EndsOn, "version": l.Version + 1}))
}

// crossing returns the code of another contract of the same supplier that has the
// same service at the same site on some of the same days; "" if there is none. A
// terminated contract counts up to its last day of work.
func (s *Service) crossing(ctx context.Context, l Line) (string, error) {
	var codes []string
	err := s.db.Conn(ctx).Table("contract_lines l").Joins("JOIN contracts c ON c.id = l.contract_id").
		Where("l.supplier_id = ? AND l.site_id = ? AND l.category = ? AND l.service_item = ?", l.SupplierID, l.SiteID, string(l.Category), l.ServiceItem).
		Where("c.state <> ? AND c.id <> ?", string(Draft), l.ContractID).
		Where("l.starts_on <= ? AND l.ends_on >= ? AND COALESCE(c.terminated_on, l.ends_on) >= ?", string(l.EndsOn), string(l.StartsOn), string(l.StartsOn)).
		Order("c.code").Limit(1).Pluck("c.code", &codes).Error
	if err != nil || len(codes) == 0 {
		return "", db.Fault(err)
	}
	return codes[0], nil
}

// MonthLines returns a month of every line that has a day of work in it, of one
// contract or, for an empty id, of all contracts that are or were active, over what
// the actor of ctx may see. Lines come in the order of contract and line id.
func (s *Service) MonthLines(ctx context.Context, month date.Month, contractID string) ([]LineMonth, error) {
	q := s.lines(ctx).Where("c.state <> ? AND l.starts_on <= ? AND l.ends_on >= ?", string(Draft), string(month.Last()), string(month.First()))
	if contractID != "" {
		q = q.Where("l.contract_id = ?", contractID)
	}
	lines, err := s.read(ctx, q)
	if err != nil {
		return nil, err
	}
	out := make([]LineMonth, 0, len(lines))
	for _, l := range lines {
		if l.Covers(month) {
			out = append(out, l.In(month))
		}
	}
	return out, nil
}

// Line returns a line with its contract.
func (s *Service) Line(ctx context.Context, lineID string) (Line, Contract, error) {
	l, err := s.loadLine(ctx, lineID)
	if err != nil {
		return Line{}, Contract{}, err
	}
	c, err := s.load(ctx, l.ContractID)
	return l, c, err
}
