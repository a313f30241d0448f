package ledger

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Dimension is a column that sums can be grouped by.
type Dimension string

// The dimensions of a rollup.
const (
	ByDay      Dimension = "day"   // SumDays only
	ByMonth    Dimension = "month" // SumMonths only
	BySupplier Dimension = "supplier_id"
	ByContract Dimension = "contract_id"
	BySite     Dimension = "site_id"
	ByCategory Dimension = "category"
)

// Filter narrows sums and facts. Empty fields do not narrow.
type Filter struct {
	SupplierID string
	ContractID string
	SiteID     string
	Category   vocab.Category
	Kinds      []Kind
	ClauseID   string // Facts only: rollups do not carry the clause
}

// Sum is a rollup for one combination of the dimensions asked for. Sums are always
// apart by kind; a dimension that was not asked for is empty.
type Sum struct {
	Day        date.Day
	Month      date.Month
	SupplierID string
	ContractID string
	SiteID     string
	Category   vocab.Category
	Kind       Kind
	Count      int64
	Amount     int64
}

// SumMonths adds up whole months, both ends included, over what the actor of ctx
// may see.
func (l *Ledger) SumMonths(ctx context.Context, from, to date.Month, f Filter, by ...Dimension) ([]Sum, error) {
	return l.sums(ctx, "ledger_months", "month", string(from), string(to), f, by)
}

// SumDays adds up days, both ends included, over what the actor of ctx may see.
func (l *Ledger) SumDays(ctx context.Context, from, to date.Day, f Filter, by ...Dimension) ([]Sum, error) {
	return l.sums(ctx, "ledger_days", "day", string(from), string(to), f, by)
}

func (l *Ledger) sums(ctx context.Context, table, span, from, to string, f Filter, by []Dimension) ([]Sum, error) {
	if err := l.flush(ctx); err != nil {
		return nil, db.Fault(err)
	}
	columns := []string{"kind"}
	for _, d := range by {
		columns = append(columns, string(d))
	}
	group := strings.Join(columns, ", ")
	q := l.db.Conn(ctx).Table(table+" r").Select(group+", SUM(count) AS count, SUM(amount) AS amount").
		Where("r."+span+" BETWEEN ? AND ?", from, to).
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "r.supplier_id", Site: "r.site_id"}), f.apply("r"))
	var out []Sum
	err := q.Group(group).Order(group).Scan(&out).Error
	return out, db.Fault(err)
}

func (f Filter) apply(table string) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		for column, value := range map[string]string{"supplier_id": f.SupplierID, "contract_id": f.ContractID, "site_id": f.SiteID, "category": string(f.Category)} {
			if value != "" {
				q = q.Where(table+"."+column+" = ?", value)
			}
		}
		if len(f.Kinds) > 0 {
			q = q.Where(table+".kind IN ?", f.Kinds)
		}
		return q
	}
}

// told are the single facts that the actor of ctx may be told; sums are told to all in
// reach, since nothing of one record can be read from them.
func told(ctx context.Context) func(*gorm.DB) *gorm.DB {
	rows := authz.Rows(ctx, authz.Columns{Supplier: "f.supplier_id", Site: "f.site_id"})
	veil, args := authz.VeilFacts(ctx, "f.ref_id")
	return func(q *gorm.DB) *gorm.DB { return rows(q).Where(veil, args...) }
}

// Facts lists facts of the days from..to, newest first, over what the actor of ctx
// may see.
func (l *Ledger) Facts(ctx context.Context, from, to date.Day, f Filter, p page.Request) (page.Of[Fact], error) {
	q := l.db.Conn(ctx).Table("ledger_facts f").Where("f.occurred_on BETWEEN ? AND ?", string(from), string(to)).
		Scopes(told(ctx), f.apply("f"))
	if f.ClauseID != "" {
		q = q.Where("f.clause_id = ?", f.ClauseID)
	}
	after, err := page.Decode(p.Cursor, 2)
	if err != nil {
		return page.Of[Fact]{}, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	if after != nil {
		q = q.Where("(f.occurred_on < ? OR (f.occurred_on = ? AND f.id < ?))", after[0], after[0], after[1])
	}
	var rows []factRow
	if err := q.Order("f.occurred_on DESC, f.id DESC").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[Fact]{}, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(r factRow) []string { return []string{r.OccurredOn, r.ID} })
	return page.Map(cut, factRow.fact), nil
}

// OfRecord lists the facts of one record, oldest first, over what the actor of ctx
// may see.
func (l *Ledger) OfRecord(ctx context.Context, refType, refID string) ([]Fact, error) {
	var rows []factRow
	err := l.db.Conn(ctx).Table("ledger_facts f").Where("f.ref_id = ? AND f.ref_type = ?", refID, refType).
		Scopes(told(ctx)).Order("f.id").Scan(&rows).Error
	out := make([]Fact, len(rows))
	for i, r := range rows {
		out[i] = r.fact()
	}
	return out, db.Fault(err)
}

// OfRecords is OfRecord for several records of one kind.
func (l *Ledger) OfRecords(ctx context.Context, refType string, refIDs []string) ([]Fact, error) {
	var rows []factRow
	err := l.db.Conn(ctx).Table("ledger_facts f").Where("f.ref_id IN ? AND f.ref_type = ?", refIDs, refType).
		Scopes(told(ctx)).Order("f.id").Scan(&rows).Error
	out := make([]Fact, len(rows))
	for i, r := range rows {
		out[i] = r.fact()
	}
	return out, db.Fault(err)
}

func (r factRow) fact() Fact {
	return Fact{ID: r.ID, Kind: Kind(r.Kind), SupplierID: r.SupplierID, ContractID: r.ContractID, SiteID: r.SiteID,
		Category: vocab.Category(r.Category), ClauseID: r.ClauseID, OccurredOn: date.Day(r.OccurredOn), Count: r.Count, Amount: r.Amount,
		RefType: r.RefType, RefID: r.RefID, Reverses: r.Reverses}
}
