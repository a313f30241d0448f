// Package quotatest builds the world that tests of suppliers, contracts, quotas and
// their reports live in: the real services over a real database, two suppliers and
// two sites.
package quotatest

import (
	"context"
	"fmt"
	"testing"

	"hengjian/internal/assessment"
	"hengjian/internal/contract"
	"hengjian/internal/insight"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/quota"
	"hengjian/internal/supplier"
	"hengjian/internal/testkit"
)

// World is the services and the first records.
type World struct {
	T          *testing.T
	DB         *db.DB
	Clock      *clock.Fake
	Log        *audit.Log
	Ledger     *ledger.Ledger
	Assess     *assessment.Service
	Suppliers  *supplier.Service
	Contracts  *contract.Service
	Quotas     *quota.Service
	Insight    *insight.Service
	SupplierA  string
	SupplierB  string
	SiteA      string
	SiteB      string
	Tier       contract.Tier // person, 3500.00 a month, usable
	UnusableID string        // a tier that is not usable
	n          int
	api        *testkit.API
}

// New makes a world on d. The clock stands on 21 November 2026; the two suppliers
// are active.
func New(t *testing.T, d *db.DB) *World {
	t.Helper()
	w := &World{T: t, DB: d, Clock: testkit.Clock()}
	w.Log, w.Ledger = audit.New(d, w.Clock), ledger.New(d, w.Clock)
	w.Assess = assessment.New(d, w.Clock, w.Log, w.Ledger)
	reads := insight.NewReads(d, w.Assess)
	w.Suppliers = supplier.New(d, w.Clock, w.Log, w.Ledger, w.Assess, reads)
	w.Contracts = contract.New(d, w.Clock, w.Log, w.Suppliers, quota.NewBook(d), reads)
	w.Quotas = quota.New(d, w.Clock, w.Log, w.Ledger, w.Contracts, reads)
	w.Insight = insight.New(d, w.Clock, w.Ledger, w.Contracts, w.Assess, reads)
	w.Exec("INSERT INTO sources (id, title, document_no, issuer, issued, credibility) VALUES ('S01', '后勤服务管理标准', '', '省机关事务管理局', '', '高')")
	w.SiteA, w.SiteB = w.Site("行政中心"), w.Site("政务大厅")
	w.SupplierA, w.SupplierB = w.Active("安和物业"), w.Active("百盛保洁")
	w.tiers()
	return w
}

// Manager and the functions below are contexts in which such a user acts.
func Manager() context.Context { return testkit.As("01MANAGER00000000000000000", "manager") }

// Finance acts for finance.
func Finance() context.Context { return testkit.As("01FNANCE000000000000000000", "finance") }

// Leader acts for the leader.
func Leader() context.Context { return testkit.As("01LEADER000000000000000000", "leader") }

// Own acts for a supplier's manager.
func Own(supplierID string) context.Context {
	return testkit.AsSupplier("01SPMANAGER000000000000000", supplierID, "supplier_manager")
}

// Exec changes tables of packages that are not under test.
func (w *World) Exec(sql string, args ...any) {
	w.T.Helper()
	err := w.DB.Tx(authz.AsSystem(context.Background(), "test"), func(ctx context.Context) error { return w.DB.Conn(ctx).Exec(sql, args...).Error })
	if err != nil {
		w.T.Fatal(err)
	}
}

// Count counts the rows of a query with one number.
func (w *World) Count(sql string, args ...any) int64 {
	w.T.Helper()
	var n int64
	if err := w.DB.Conn(context.Background()).Raw(sql, args...).Scan(&n).Error; err != nil {
		w.T.Fatal(err)
	}
	return n
}

// Site adds a site.
func (w *World) Site(name string) string {
	w.n++
	siteID := id.New()
	w.Exec("INSERT INTO sites (id, code, name, address, area_m2, state, version) VALUES (?, ?, ?, '', 0, 'active', 1)", siteID, fmt.Sprintf("S%02d", w.n), name)
	return siteID
}

// Details are those of a new supplier.
func (w *World) Details(name string) supplier.Details {
	w.n++
	return supplier.Details{Code: fmt.Sprintf("GYS-%03d", w.n), Name: name, CreditCode: fmt.Sprintf("91510100MA%08d", w.n), ContactName: "王芳", ContactPhone: "13800000000",
		Categories: []vocab.Category{vocab.Security, vocab.Cleaning}}
}

// Candidate adds a supplier.
func (w *World) Candidate(name string) supplier.Supplier {
	w.T.Helper()
	return Got(w.Suppliers.Create(Manager(), w.Details(name)))(w.T)
}

// Active adds a supplier and leads it to work.
func (w *World) Active(name string) string {
	w.T.Helper()
	s := w.Candidate(name)
	for _, to := range []supplier.State{supplier.Admitted, supplier.Probation, supplier.Active} {
		Got(w.Suppliers.Transition(Manager(), s.ID, to, "资格审核通过"))(w.T)
	}
	return s.ID
}

// Fen points at an amount.
func Fen(s string) *money.Fen {
	v := money.MustFen(s)
	return &v
}

// Quantity reads a quantity.
func Quantity(s string) money.Quantity {
	q, err := money.ParseQuantity(s)
	if err != nil {
		panic(err)
	}
	return q
}

// QuotaDetails are those of a new quota of one usable tier.
func QuotaDetails(code, unit, value string) quota.Details {
	return quota.Details{Code: code, Category: vocab.Security, ServiceItem: "保安值守", Unit: unit, Basis: quota.Quoted, SourceID: "S01",
		Tiers: []quota.Tier{{Code: code + "-1", Grade: "普通", Value: Fen(value), Per: contract.PerMonth, Usable: true}}}
}

func (w *World) tiers() {
	d := QuotaDetails("BA", "person", "3500.00")
	d.Tiers = append(d.Tiers, quota.Tier{Code: "BA-2", Grade: "市场询价", Low: Fen("3000.00"), High: Fen("5000.00"), Per: contract.PerMonth})
	q := Got(w.Quotas.Create(Finance(), d))(w.T)
	tiers := Got(quota.NewBook(w.DB).Tiers(Finance(), []string{q.Tiers[0].ID}))(w.T)
	w.Tier, w.UnusableID = tiers[q.Tiers[0].ID], q.Tiers[1].ID
}

// Guards is a line of guards at 3,650.00 each a month.
func (w *World) Guards(siteID, number string) contract.LineDetails {
	return contract.LineDetails{Category: vocab.Security, ServiceItem: "门岗值守", SiteID: siteID, Quantity: Quantity(number), Unit: "person",
		UnitPrice: money.MustFen("3650.00"), Billing: contract.Monthly, QuotaTierID: w.Tier.ID}
}

// Draft adds a contract with lines.
func (w *World) Draft(supplierID string, from, to date.Day, lines ...contract.LineDetails) (contract.Contract, []contract.Line) {
	w.T.Helper()
	w.n++
	c := Got(w.Contracts.Create(Manager(), contract.Details{Code: fmt.Sprintf("HT-%03d", w.n), Name: "安保服务合同", SupplierID: supplierID, StartsOn: from, EndsOn: to}))(w.T)
	var out []contract.Line
	for _, l := range lines {
		out = append(out, Got(w.Contracts.AddLine(Manager(), c.ID, l))(w.T))
	}
	return c, out
}

// Contract is Draft made active.
func (w *World) Contract(supplierID string, from, to date.Day, lines ...contract.LineDetails) (contract.Contract, []contract.Line) {
	w.T.Helper()
	c, out := w.Draft(supplierID, from, to, lines...)
	return Got(w.Contracts.Activate(Manager(), c.ID))(w.T), out
}

// Publish puts a published assessment into the database.
func (w *World) Publish(supplierID string, month date.Month, points money.Points, grade string) {
	w.T.Helper()
	w.Exec(`INSERT INTO assessments (id, supplier_id, month, scheme_id, state, insufficient, points, grade, inputs, sheet, computed_at, computed_by, published_by, published_at, version)
		VALUES (?, ?, ?, ?, 'published', 0, ?, ?, '{}', '{}', 0, '', '', ?, 1)`, id.New(), supplierID, string(month), w.scheme(), int64(points), grade,
		date.Millis(month.Last().At(testkit.Shanghai, 20, 0)))
}

func (w *World) scheme() string {
	const schemeID = "01SCHEME000000000000000000"
	if w.Count("SELECT COUNT(*) FROM schemes WHERE id = ?", schemeID) == 0 {
		w.Exec(`INSERT INTO schemes (id, code, name, version_no, state, effective_from, definition, drafted_by, written_by, published_by, version)
			VALUES (?, 'T', 'T', 99, 'published', '2020-01', '{}', '', '', '', 1)`, schemeID)
	}
	return schemeID
}

// Got ends the test on an error: Got(f(x))(t).
func Got[V any](v V, err error) func(testing.TB) V {
	return func(t testing.TB) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
