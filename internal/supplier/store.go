package supplier

import (
	"context"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type supplierRow struct {
	ID             string `gorm:"primaryKey"`
	Code           string
	Name           string
	ShortName      string
	CreditCode     string
	ContactName    string
	ContactPhone   string
	State          string
	Categories     string
	ProbationUntil *string
	Version        int
	CreatedAt      int64 `gorm:"autoCreateTime:false"`
}

var _ = db.Register(supplierRow{}, qualificationRow{}, transitionRow{})

func (supplierRow) TableName() string { return "suppliers" }

func (r supplierRow) supplier() Supplier {
	s := Supplier{ID: r.ID, Code: r.Code, Name: r.Name, ShortName: r.ShortName, CreditCode: r.CreditCode, ContactName: r.ContactName,
		ContactPhone: r.ContactPhone, State: State(r.State), Version: r.Version, CreatedAt: date.FromMillis(r.CreatedAt)}
	if r.ProbationUntil != nil {
		s.ProbationUntil = date.Day(*r.ProbationUntil)
	}
	for _, c := range strings.Split(r.Categories, ",") {
		s.Categories = append(s.Categories, vocab.Category(c))
	}
	return s
}

func rowOf(s Supplier) supplierRow {
	r := supplierRow{ID: s.ID, Code: s.Code, Name: s.Name, ShortName: s.ShortName, CreditCode: s.CreditCode, ContactName: s.ContactName,
		ContactPhone: s.ContactPhone, State: string(s.State), Categories: csv(s.Categories), Version: s.Version, CreatedAt: date.Millis(s.CreatedAt)}
	if s.ProbationUntil != "" {
		until := string(s.ProbationUntil)
		r.ProbationUntil = &until
	}
	return r
}

func csv(categories []vocab.Category) string {
	words := make([]string, len(categories))
	for i, c := range categories {
		words[i] = string(c)
	}
	return strings.Join(words, ",")
}

func (s *Service) suppliers(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("suppliers s").Select("s.*").Scopes(authz.Rows(ctx, authz.Columns{Supplier: "s.id"}))
}

func (s *Service) load(ctx context.Context, supplierID string) (Supplier, error) {
	if !id.Valid(supplierID) { // MariaDB does not compare other text with an ascii column
		return Supplier{}, fault.NotFound()
	}
	var r supplierRow
	if err := db.First(s.suppliers(ctx).Where("s.id = ?", supplierID), &r); err != nil {
		return Supplier{}, err
	}
	return r.supplier(), nil
}

// hold is load that makes every other transaction which holds the supplier wait
// for the end of this one. SQLite has one writer and needs no lock.
func (s *Service) hold(ctx context.Context, supplierID string) (Supplier, error) {
	if !id.Valid(supplierID) { // MariaDB does not compare other text with an ascii column
		return Supplier{}, fault.NotFound()
	}
	q := s.suppliers(ctx).Where("s.id = ?", supplierID)
	if s.db.Dialect() == db.MySQL {
		q = q.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	var r supplierRow
	if err := db.First(q, &r); err != nil {
		return Supplier{}, err
	}
	return r.supplier(), nil
}

// unused refuses a code or a credit code that another supplier has.
func (s *Service) unused(ctx context.Context, sup Supplier) error {
	for _, unique := range []struct{ column, value, code, field string }{
		{"code", sup.Code, "code_taken", "code"}, {"credit_code", sup.CreditCode, "credit_code_taken", "creditCode"},
	} {
		var n int64
		// Not scoped: a code is unique over all suppliers, and only managers get here.
		err := s.db.Conn(ctx).Table("suppliers").Where(unique.column+" = ? AND id <> ?", unique.value, sup.ID).Count(&n).Error
		if err != nil {
			return db.Fault(err)
		}
		if n > 0 {
			return fault.New(fault.KindConflict, unique.code, "Another supplier has it.",
				fault.Field{Name: unique.field, Code: unique.code, Message: "Another supplier has it."})
		}
	}
	return nil
}

func taken(err error) error {
	if db.IsDuplicate(err) {
		return fault.Conflict("code_taken", "Another supplier has that code.")
	}
	return db.Fault(err)
}

func (s *Service) insert(ctx context.Context, sup Supplier) error {
	row := rowOf(sup)
	return taken(s.db.Conn(ctx).Create(&row).Error)
}

// save writes everything but the id, if the version is still the one that was read.
func (s *Service) save(ctx context.Context, sup Supplier) error {
	r := rowOf(sup)
	result := s.db.Conn(ctx).Table("suppliers").Where("id = ? AND version = ?", r.ID, r.Version).Updates(map[string]any{
		"code": r.Code, "name": r.Name, "short_name": r.ShortName, "credit_code": r.CreditCode, "contact_name": r.ContactName,
		"contact_phone": r.ContactPhone, "state": r.State, "categories": r.Categories, "probation_until": r.ProbationUntil, "version": r.Version + 1})
	if db.IsDuplicate(result.Error) {
		return taken(result.Error)
	}
	return db.Changed(result)
}

// Query narrows a list of suppliers.
type Query struct {
	Text     string // part of a name or a code
	State    State
	Category vocab.Category
}

func (s *Service) list(ctx context.Context, query Query, p page.Request) (page.Of[Supplier], error) {
	q := s.suppliers(ctx)
	if query.Text != "" {
		like := authz.Like(query.Text)
		q = q.Where("(s.name LIKE ? ESCAPE '!' OR s.short_name LIKE ? ESCAPE '!' OR s.code LIKE ? ESCAPE '!')", like, like, like)
	}
	if query.State != "" {
		q = q.Where("s.state = ?", string(query.State))
	}
	if query.Category != "" {
		q = q.Where("s.categories LIKE ? ESCAPE '!'", authz.Like(string(query.Category))) // no category's word is part of another
	}
	rows, err := db.Page(q, p, "s.code", func(r supplierRow) string { return r.Code })
	return page.Map(rows, supplierRow.supplier), err
}
