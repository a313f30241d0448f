// Package insight shows what no single domain knows: the workbench of each role,
// the ledger in words, and the few readings that lower domains ask of higher ones.
// It reads the tables of every domain and changes none.
package insight

import (
	"cmp"
	"context"
	"slices"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/supplier"
)

// Reads answers the questions that supplier, contract and quota ask of the domains
// above them: it is a supplier.Surroundings, a contract.Checkpoints and a
// quota.Scores.
type Reads struct {
	db     *db.DB
	grades supplier.Grades
}

// NewReads returns the readings over d. grades are the published judgements, as
// assessment.Service reads them.
func NewReads(d *db.DB, grades supplier.Grades) *Reads { return &Reads{d, grades} }

// Average returns the mean points of the published judgements that have any.
func (r *Reads) Average(ctx context.Context, from, to date.Month, supplierIDs []string) (map[string]money.Points, error) {
	grades, err := r.grades.Grades(ctx, supplierIDs, from, to)
	if err != nil {
		return nil, err
	}
	out := map[string]money.Points{}
	for id, list := range grades {
		sum, n := int64(0), int64(0)
		for _, g := range list {
			if g.Points != nil {
				sum, n = sum+int64(*g.Points), n+1
			}
		}
		if n > 0 {
			out[id] = money.Points(money.MulDiv(sum, 1, n))
		}
	}
	return out, nil
}

// OpenFindings counts the findings that are neither closed nor cancelled.
func (r *Reads) OpenFindings(ctx context.Context, supplierIDs []string) (map[string]int, error) {
	out := map[string]int{}
	if len(supplierIDs) == 0 {
		return out, nil
	}
	var rows []struct {
		SupplierID string
		N          int
	}
	veil, veiled := authz.Veil(ctx, "f.inspection_id")
	err := r.db.Conn(ctx).Table("findings f").Select("f.supplier_id, COUNT(*) AS n").
		Where("f.state IN ? AND f.supplier_id IN ?", unsettled, supplierIDs).
		Where(veil, veiled...).Scopes(authz.Rows(ctx, authz.Columns{Supplier: "f.supplier_id", Site: "f.site_id"})).Group("f.supplier_id").Scan(&rows).Error
	for _, row := range rows {
		out[row.SupplierID] = row.N
	}
	return out, db.Fault(err)
}

// The states of a finding, by who must act.
var (
	forSupplier  = []string{"open", "returned"}
	forInspector = []string{"submitted"}
	unsettled    = []string{"open", "returned", "submitted"}
)

// ContractEnds tells when the last active contract of each supplier ends, to those
// who may read contracts.
func (r *Reads) ContractEnds(ctx context.Context, supplierIDs []string) (map[string]date.Day, error) {
	out := map[string]date.Day{}
	if len(supplierIDs) == 0 || !authz.From(ctx).Can("contract.read") {
		return out, nil
	}
	var rows []struct {
		SupplierID string
		EndsOn     date.Day
	}
	err := r.db.Conn(ctx).Table("contracts c").Select("c.supplier_id, MAX(c.ends_on) AS ends_on").
		Where("c.state = 'active' AND c.supplier_id IN ?", supplierIDs).
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "c.supplier_id"})).Group("c.supplier_id").Scan(&rows).Error
	for _, row := range rows {
		out[row.SupplierID] = row.EndsOn
	}
	return out, db.Fault(err)
}

// CheckpointCount counts the active checkpoints of a contract.
func (r *Reads) CheckpointCount(ctx context.Context, contractID string) (int, error) {
	var n int64
	err := r.db.Conn(ctx).Table("checkpoints p").Where("p.contract_id = ? AND p.state = 'active'", contractID).
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "p.supplier_id", Site: "p.site_id"})).Count(&n).Error
	return int(n), db.Fault(err)
}

// stream is one source of a supplier's timeline. Its query yields id, at and title
// of table e.
type stream struct {
	kind, refType, permission string
	table, at, title, only    string
}

var streams = []stream{
	{"contract", "contract", "contract.read", "contracts e", "e.created_at", "e.code", "e.state <> 'draft'"},
	{"assessment", "assessment", "assessment.read", "assessments e", "e.published_at", "e.month", "e.state = 'published'"},
	{"finding", "finding", "finding.read", "findings e", "e.opened_at", "e.item_text", "e.severity = 'critical'"},
}

// Events lists the events of a supplier before a moment, newest first: contracts
// made, judgements published, critical findings.
func (r *Reads) Events(ctx context.Context, supplierID string, at time.Time, refID string, limit int) ([]supplier.Event, error) {
	out := []supplier.Event{}
	for _, s := range streams {
		if !authz.From(ctx).Can(s.permission) {
			continue
		}
		q := r.db.Conn(ctx).Table(s.table).Select("e.id, "+s.at+" AS at, "+s.title+" AS title").
			Where("e.supplier_id = ?", supplierID).Where(s.only).
			Scopes(authz.Rows(ctx, authz.Columns{Supplier: "e.supplier_id"}))
		if s.kind == "finding" { // the only stream in which a check's result is told
			veil, veiled := authz.Veil(ctx, "e.inspection_id")
			q = q.Where(veil, veiled...)
		}
		if !at.IsZero() {
			q = q.Where("("+s.at+" < ? OR ("+s.at+" = ? AND e.id < ?))", date.Millis(at), date.Millis(at), refID)
		}
		var rows []struct {
			ID    string
			At    int64
			Title string
		}
		if err := q.Order(s.at + " DESC, e.id DESC").Limit(limit).Scan(&rows).Error; err != nil {
			return nil, db.Fault(err)
		}
		for _, row := range rows {
			out = append(out, supplier.Event{At: date.FromMillis(row.At), Kind: s.kind, Title: row.Title, RefType: s.refType, RefID: row.ID})
		}
	}
	slices.SortFunc(out, func(a, b supplier.Event) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.RefID, a.RefID)) })
	return out[:min(limit, len(out))], nil
}
