package settlement

import (
	"context"
	"time"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type settlementRow struct {
	ID            string `gorm:"primaryKey"`
	Number        *string
	ContractID    string
	SupplierID    string
	Month         string
	AssessmentID  string
	RuleID        string
	Base          int64
	Deduction     int64
	Payable       int64
	Grade         string
	Points        *int64
	CoefficientBp int64
	Insufficient  bool
	State         string
	PreparedBy    string
	PreparedAt    int64
	ApprovedBy    string
	ApprovedAt    *int64
	Version       int
}

func (settlementRow) TableName() string { return "settlements" }

type lineRow struct {
	ID             string `gorm:"primaryKey"`
	SettlementID   string
	ContractLineID string
	ServiceItem    string
	SiteID         string
	Category       string
	Position       int
	Base           int64
	Deduction      int64
	Payable        int64
	Formula        string
}

func (lineRow) TableName() string { return "settlement_lines" }

var _ = db.Register(ruleRow{}, settlementRow{}, lineRow{})

type listedRow struct {
	Row          settlementRow `gorm:"embedded"`
	ContractCode string
	ContractName string
	SupplierName string
	PreparerName string
	ApproverName string
}

func (r listedRow) settlement() Settlement {
	row := r.Row
	s := Settlement{ID: row.ID, ContractID: row.ContractID, ContractCode: r.ContractCode, ContractName: r.ContractName, SupplierID: row.SupplierID,
		SupplierName: r.SupplierName, Month: date.Month(row.Month), AssessmentID: row.AssessmentID, RuleID: row.RuleID, Grade: row.Grade,
		Insufficient: row.Insufficient, CoefficientBp: row.CoefficientBp, Base: money.Fen(row.Base), Deduction: money.Fen(row.Deduction),
		Payable: money.Fen(row.Payable), State: State(row.State), PreparedBy: row.PreparedBy, PreparedAt: date.FromMillis(row.PreparedAt),
		PreparerName: r.PreparerName, ApprovedBy: row.ApprovedBy, ApprovedAt: instant(row.ApprovedAt), ApproverName: r.ApproverName, Version: row.Version}
	if row.Number != nil {
		s.Number = *row.Number
	}
	if row.Points != nil {
		p := money.Points(*row.Points)
		s.Points = &p
	}
	return s
}

func instant(ms *int64) *time.Time {
	if ms == nil {
		return nil
	}
	t := date.FromMillis(*ms)
	return &t
}

// visible is the scope: suppliers see their own, and only what is approved.
func visible(ctx context.Context) func(*gorm.DB) *gorm.DB {
	own := authz.Rows(ctx, authz.Columns{Supplier: "s.supplier_id"})
	return func(q *gorm.DB) *gorm.DB {
		q = q.Scopes(own)
		if authz.From(ctx).IsSupplier() {
			q = q.Where("s.state = ?", string(Approved))
		}
		return q
	}
}

func (s *Service) listed(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("settlements s").
		Select(`s.*, COALESCE(c.code, '') AS contract_code, COALESCE(c.name, '') AS contract_name, COALESCE(su.name, '') AS supplier_name,
			COALESCE(preparer.display_name, '') AS preparer_name, COALESCE(approver.display_name, '') AS approver_name`).
		Joins("LEFT JOIN contracts c ON c.id = s.contract_id").
		Joins("LEFT JOIN suppliers su ON su.id = s.supplier_id").
		Joins("LEFT JOIN users preparer ON preparer.id = s.prepared_by").
		Joins("LEFT JOIN users approver ON approver.id = s.approved_by").
		Scopes(visible(ctx))
}

func (s *Service) find(ctx context.Context, id string) (Settlement, error) {
	var row listedRow
	if err := db.First(s.listed(ctx).Where("s.id = ?", id), &row); err != nil {
		return Settlement{}, err
	}
	return row.settlement(), nil
}

// lines reads the lines of a settlement the actor was shown.
func (s *Service) lines(ctx context.Context, settlementID string) ([]Line, error) {
	var rows []struct {
		Row      lineRow `gorm:"embedded"`
		SiteName string
	}
	err := s.db.Conn(ctx).Table("settlement_lines l").Select("l.*, COALESCE(si.name, '') AS site_name").
		Joins("LEFT JOIN sites si ON si.id = l.site_id").Where("l.settlement_id = ?", settlementID).Order("l.position").Scan(&rows).Error
	out := make([]Line, len(rows))
	for i, r := range rows {
		out[i] = Line{ID: r.Row.ID, ContractLineID: r.Row.ContractLineID, ServiceItem: r.Row.ServiceItem, SiteID: r.Row.SiteID, SiteName: r.SiteName,
			Category: vocab.Category(r.Row.Category), Base: money.Fen(r.Row.Base), Deduction: money.Fen(r.Row.Deduction), Payable: money.Fen(r.Row.Payable),
			Formula: r.Row.Formula}
	}
	return out, db.Fault(err)
}

// Filter narrows a list of settlements. Empty fields do not narrow.
type Filter struct {
	Month      date.Month
	SupplierID string
	ContractID string
	State      State
}

// List returns the settlements the actor may see, the newest month first.
func (s *Service) List(ctx context.Context, f Filter, p page.Request) (page.Of[Settlement], error) {
	q := s.listed(ctx)
	for column, value := range map[string]string{"s.month": string(f.Month), "s.supplier_id": f.SupplierID, "s.contract_id": f.ContractID, "s.state": string(f.State)} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	after, err := page.Decode(p.Cursor, 2)
	if err != nil {
		return page.Of[Settlement]{}, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	if after != nil {
		q = q.Where("(s.month < ? OR (s.month = ? AND s.id > ?))", after[0], after[0], after[1])
	}
	var rows []listedRow
	if err := q.Order("s.month DESC, s.id").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[Settlement]{}, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(r listedRow) []string { return []string{r.Row.Month, r.Row.ID} })
	return page.Map(cut, listedRow.settlement), nil
}
