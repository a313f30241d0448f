package contract

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type contractRow struct {
	ID               string `gorm:"primaryKey"`
	Code             string
	Name             string
	SupplierID       string
	StartsOn         string
	EndsOn           string
	State            string
	PaymentRuleID    *string
	SignedOn         *string
	TerminatedOn     *string
	TerminatedReason string
	Version          int
	CreatedAt        int64 `gorm:"autoCreateTime:false"`
}

// readContract is a row with what is joined to it.
type readContract struct {
	Row          contractRow `gorm:"embedded"`
	SupplierName string
}

var _ = db.Register(contractRow{}, lineRow{})

func (contractRow) TableName() string { return "contracts" }

func (read readContract) contract() Contract {
	r := read.Row
	return Contract{ID: r.ID, Code: r.Code, Name: r.Name, SupplierID: r.SupplierID, SupplierName: read.SupplierName, StartsOn: date.Day(r.StartsOn),
		EndsOn: date.Day(r.EndsOn), State: State(r.State), PaymentRuleID: plain(r.PaymentRuleID), SignedOn: date.Day(plain(r.SignedOn)),
		TerminatedOn: date.Day(plain(r.TerminatedOn)), TerminatedReason: r.TerminatedReason, Version: r.Version, CreatedAt: date.FromMillis(r.CreatedAt)}
}

func plain(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// optional is NULL for empty text.
func optional[T ~string](s T) *string {
	if s == "" {
		return nil
	}
	text := string(s)
	return &text
}

// columns are what a change of a contract writes.
func (c Contract) columns() map[string]any {
	return map[string]any{"code": c.Code, "name": c.Name, "supplier_id": c.SupplierID, "starts_on": string(c.StartsOn), "ends_on": string(c.EndsOn),
		"state": string(c.State), "payment_rule_id": optional(c.PaymentRuleID), "signed_on": optional(c.SignedOn), "terminated_on": optional(c.TerminatedOn),
		"terminated_reason": c.TerminatedReason, "version": c.Version + 1}
}

func (s *Service) contracts(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("contracts c").Select("c.*, s.name AS supplier_name").Joins("JOIN suppliers s ON s.id = c.supplier_id").
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "c.supplier_id"}))
}

func (s *Service) load(ctx context.Context, contractID string) (Contract, error) {
	if !id.Valid(contractID) { // MariaDB does not compare other text with an ascii column
		return Contract{}, fault.NotFound()
	}
	var r readContract
	if err := db.First(s.contracts(ctx).Where("c.id = ?", contractID), &r); err != nil {
		return Contract{}, err
	}
	return r.contract(), nil
}

// hold is load that makes other changes of the contract wait for the end of this
// transaction: a line cannot be added while the contract becomes active. The lock
// tells nothing about a contract out of scope: load answers for both engines.
func (s *Service) hold(ctx context.Context, contractID string) (Contract, error) {
	if !id.Valid(contractID) {
		return Contract{}, fault.NotFound()
	}
	if s.db.Dialect() == db.MySQL {
		var r contractRow
		q := s.db.Conn(ctx).Table("contracts c").Select("c.*").Where("c.id = ?", contractID).Clauses(clause.Locking{Strength: "UPDATE"})
		if err := db.First(q, &r); err != nil {
			return Contract{}, err
		}
	}
	return s.load(ctx, contractID)
}

func taken(err error) error {
	if db.IsDuplicate(err) {
		return fault.New(fault.KindConflict, "code_taken", "Another contract has that code.",
			fault.Field{Name: "code", Code: "code_taken", Message: "Another contract has that code."})
	}
	return db.Fault(err)
}

func (s *Service) insert(ctx context.Context, c Contract) error {
	r := contractRow{ID: c.ID, Code: c.Code, Name: c.Name, SupplierID: c.SupplierID, StartsOn: string(c.StartsOn), EndsOn: string(c.EndsOn), State: string(c.State),
		PaymentRuleID: optional(c.PaymentRuleID), SignedOn: optional(c.SignedOn), Version: c.Version, CreatedAt: date.Millis(c.CreatedAt)}
	return taken(s.db.Conn(ctx).Create(&r).Error)
}

func (s *Service) save(ctx context.Context, c Contract) error {
	result := s.db.Conn(ctx).Table("contracts").Where("id = ? AND version = ?", c.ID, c.Version).Updates(c.columns())
	if db.IsDuplicate(result.Error) {
		return taken(result.Error)
	}
	return db.Changed(result)
}

// Query narrows a list of contracts.
type Query struct {
	Text       string // part of a name or a code
	SupplierID string
	State      State
	EndsBefore date.Day
}

func (s *Service) list(ctx context.Context, query Query, p page.Request) (page.Of[Contract], error) {
	q := s.contracts(ctx)
	if query.Text != "" {
		like := authz.Like(query.Text)
		q = q.Where("(c.name LIKE ? ESCAPE '!' OR c.code LIKE ? ESCAPE '!' OR s.name LIKE ? ESCAPE '!')", like, like, like)
	}
	if query.SupplierID != "" {
		if !id.Valid(query.SupplierID) {
			return page.Of[Contract]{}, fault.Invalid("malformed_value", "supplierId", "That is not an identifier.")
		}
		q = q.Where("c.supplier_id = ?", query.SupplierID)
	}
	if query.State != "" {
		q = q.Where("c.state = ?", string(query.State))
	}
	if query.EndsBefore != "" {
		q = q.Where("c.ends_on < ?", string(query.EndsBefore))
	}
	rows, err := db.Page(q, p, "c.code", func(r readContract) string { return r.Row.Code })
	return page.Map(rows, readContract.contract), err
}

// due lists active contracts whose last day is over.
func (s *Service) due(ctx context.Context, today date.Day) ([]string, error) {
	var ids []string
	err := s.db.Conn(ctx).Table("contracts c").Where("c.state = ? AND c.ends_on < ?", string(Active), string(today)).
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "c.supplier_id"})).Order("c.id").Pluck("c.id", &ids).Error
	return ids, db.Fault(err)
}

func (s *Service) exists(ctx context.Context, table, recordID string) (bool, error) {
	if !id.Valid(recordID) {
		return false, nil
	}
	var n int64
	err := s.db.Conn(ctx).Table(table).Where("id = ?", recordID).Count(&n).Error
	return n > 0, db.Fault(err)
}
